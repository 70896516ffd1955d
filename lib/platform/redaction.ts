import { views } from './decoding.ts';
import { codePattern, Fragments, isCode, isKey, literalsOf, partsOf, patternOf } from './encodings.ts';
import { Literals } from './literals.ts';
import type { Secret } from './secret.ts';

/** Stands where something was taken out. */
export const placeholder = '[redacted]';

/** Parameters that contain nothing secret; every other value in a query or fragment is taken for one. */
const harmlessParameters = new Set([
  'ref',
  'mkt',
  'lc',
  'ui_locales',
  'response_mode',
  'response_type',
  'client_id',
  'uiflavor',
]);

/** Of a request, as support asks for it; kept where the value is one. */
const idParameters = /^(?:client-request-id|correlation[-_]?id|request[-_]?id)$/i;
const guid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

/** What a redactor leaves in place of what it knows, and how it looks for it. */
export interface RedactorOptions {
  readonly placeholder?: string;
  /** Is `A` the same as `a`? */
  readonly ignoreCase?: boolean;
}

/** In a process that runs for years, not every number may become a secret. */
const mostCodes = 1_000;
/** One encoding hides another; after this many, all that is found is treated alike. */
const mostRounds = 3;
/** Of no script: what is taken out while the rest is still looked at. */
const taken = '\uE000';

/**
 * Takes known secrets, however they are written, out of texts that are about to leave. A text is decoded until nothing is
 * left to decode, and the bare values are looked for; what is found is taken out of the text as it is written, and where
 * that does not succeed all of it goes. It is the last net, not the first: what is not collected need not be redacted.
 *
 * It is for texts: what is of a closed set, an id or a time is not handed to it (`free-text.ts`).
 */
export class Redactor {
  readonly #placeholder: string;
  readonly #ignoreCase: boolean;
  readonly #parts = new Set<string>();
  /** The parts by what they may be in a decoded text. */
  readonly #literals = new Literals();
  readonly #patterns = new Map<string, RegExp>();
  readonly #keys = new Fragments();
  readonly #numbers = new Set<string>();
  readonly #codes = new Set<string>();
  /** Is it a part of a secret? */
  #isPlaceholderWanted = false;

  constructor(
    secrets: Iterable<Secret> = [],
    { placeholder: instead = placeholder, ignoreCase = false }: RedactorOptions = {},
  ) {
    this.#placeholder = instead;
    this.#ignoreCase = ignoreCase;
    for (const secret of secrets) this.learn(secret);
  }

  /** From now on this secret is redacted as well. */
  learn(secret: Secret): void {
    for (const part of partsOf(secret.reveal())) {
      if (isCode(part)) this.#numbers.add(part);
      else if (isKey(part)) this.#keys.learn(part);
      else if (!this.#parts.has(part)) {
        this.#parts.add(part);
        for (const literal of literalsOf(part)) this.#literals.add(this.#folded(literal), part);
        this.#isPlaceholderWanted ||= part.includes(this.#placeholder);
      }
    }
  }

  /** The same for a one-time code; it is forgotten when many others have come after it. */
  learnCode(code: Secret): void {
    this.#codes.add(code.reveal());
    const [first] = this.#codes;
    if (first !== undefined && this.#codes.size > mostCodes) this.#codes.delete(first);
  }

  text(text: string): string {
    let left = this.#keys.replace(text, taken);
    for (let round = 0; round < mostRounds; round++) {
      const found = this.#found(left);
      if (found.size === 0) return left.replaceAll(taken, this.#placeholder);
      // Longest first, so that a short one never cuts a longer one in two.
      for (const part of [...found].toSorted((a, b) => b.length - a.length)) left = this.#without(part, left);
    }
    return this.#found(left).size === 0 ? left.replaceAll(taken, this.#placeholder) : this.#placeholder;
  }

  /** Does a text hold anything that is known? */
  isIn(text: string): boolean {
    return this.#keys.isIn(text) || this.#found(text).size > 0;
  }

  /** The secrets in a text, in any encoding. */
  #found(text: string): Set<string> {
    const found = new Set<string>();
    for (const view of views(text)) {
      const folded = this.#folded(
        this.#isPlaceholderWanted ? view : view.replaceAll(this.#placeholder, taken),
      );
      this.#literals.find(folded, found);
      if (this.#numbers.size + this.#codes.size === 0) continue;
      for (const [number] of folded.matchAll(codePattern))
        if (this.#numbers.has(number) || this.#codes.has(number)) found.add(number);
    }
    return found;
  }

  /** What another redaction has left is left alone: a secret may be a part of that word. */
  #without(part: string, text: string): string {
    const fragments = part.includes(this.#placeholder) ? [text] : text.split(this.#placeholder);
    const pattern = this.#patternFor(part);
    return fragments.map(fragment => fragment.replaceAll(pattern, taken)).join(this.#placeholder);
  }

  #patternFor(part: string): RegExp {
    if (isCode(part))
      return new RegExp(codePattern.source.replace(String.raw`\d{6,8}`, patternOf(part)), 'g');
    const pattern = this.#patterns.get(part) ?? new RegExp(patternOf(part), this.#ignoreCase ? 'gi' : 'g');
    this.#patterns.set(part, pattern);
    return pattern;
  }

  #folded(text: string): string {
    return this.#ignoreCase ? text.toLowerCase() : text;
  }
}

/** An address without what it may carry: user info, and the values of all parameters that are not known to be harmless. */
export function redactUrl(address: string): string {
  if (!URL.canParse(address)) return '';
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return url.protocol;
  const query = redactParameters(url.search.slice(1));
  const [route = '', ...fragmentQuery] = url.hash.split('?');
  const fragment = route.includes('=') ? `#${redactParameters(route.slice(1))}` : route;
  return [
    url.origin,
    url.pathname,
    query === '' ? '' : `?${query}`,
    fragment,
    fragmentQuery.length === 0 ? '' : `?${redactParameters(fragmentQuery.join('?'))}`,
  ].join('');
}

function redactParameters(query: string): string {
  return [...new URLSearchParams(query)]
    .map(
      ([name, value]) =>
        `${encodeURIComponent(name)}=${isHarmless(name, value) ? encodeURIComponent(value) : placeholder}`,
    )
    .join('&');
}

const isHarmless = (name: string, value: string): boolean =>
  harmlessParameters.has(name) || (idParameters.test(name) && guid.test(value));
