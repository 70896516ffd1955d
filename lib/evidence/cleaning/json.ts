import { classify } from './names.ts';
import type { Rewriter } from './rewriter.ts';

/** The same data without what is secret in it: by the value, by its key, and by the name beside it. */
export function cleanData(data: unknown, rewriter: Rewriter, key = ''): unknown {
  if (typeof data === 'string') return cleanString(data, rewriter, key);
  if (typeof data === 'number') return classify(key) === 'credential' ? 0 : cleanNumber(data, rewriter);
  if (Array.isArray(data)) return data.map(item => cleanData(item, rewriter, key));
  if (typeof data !== 'object' || data === null) return data;
  return isPair(data)
    ? { ...cleanEntries(data, rewriter), value: cleanPair(data, rewriter, key) }
    : cleanEntries(data, rewriter);
}

/** JSON as text, as compact as it came or not. @throws SyntaxError when it is none */
export function cleanJson(json: string, rewriter: Rewriter, key = ''): string {
  const data: unknown = JSON.parse(json);
  return JSON.stringify(
    cleanData(data, rewriter, key),
    undefined,
    /^\s*[[{]\r?\n/.test(json) ? 2 : undefined,
  );
}

function cleanEntries(data: object, rewriter: Rewriter): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      // Keys of formats are plain words; a secret in one is of somebody's data.
      rewriter.values(key),
      cleanData(value, rewriter, key),
    ]),
  );
}

function cleanString(text: string, rewriter: Rewriter, key: string): string {
  if (/^\s*[[{]/.test(text)) {
    try {
      return cleanJson(text, rewriter, key);
    } catch {
      // It only began like JSON.
    }
  }
  return rewriter.named(key, text);
}

/** A code may be sent as a number. Where one is one by chance, a size or a time is lost. */
function cleanNumber(number: number, rewriter: Rewriter): number {
  if (number < 10_000) return number;
  const written = String(number);
  return rewriter.values(written) === written ? number : 0;
}

interface Pair {
  readonly name: string;
  readonly value: string;
}

const isPair = (data: object): data is Pair =>
  'name' in data && 'value' in data && typeof data.name === 'string' && typeof data.value === 'string';

/** Cookies, headers, parameters, entries of a store: all of them are written as a name beside a value. */
function cleanPair(pair: Pair, rewriter: Rewriter, list: string): string {
  if (/^cookies$/i.test(list) || 'httpOnly' in pair || 'sameSite' in pair) return rewriter.take(pair.value);
  if (/^(?:local|session)Storage$/.test(list)) return rewriter.take(pair.value);
  if (/^(?:queryString|params)$/.test(list)) return rewriter.parameter(pair.name, pair.value);
  if (/headers$/i.test(list)) return rewriter.header(pair.name, pair.value);
  return cleanString(pair.value, rewriter, pair.name);
}
