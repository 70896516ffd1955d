import { codePattern, Fragments, isCode, isKey, partsOf, usualPatternOf } from './encodings.ts';
import { Secret } from './secret.ts';

/** Stands where something was taken out. */
export const placeholder = '[redacted]';

/** Parameters that tell nothing secret; every other value in a query or fragment is taken for one. */
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

/** How a redactor looks for what it knows, and what it leaves in its place. */
export interface RedactorOptions {
  /** Stands where something was. */
  readonly placeholder?: string;
  /** Is `A` the same as `a`? */
  readonly ignoreCase?: boolean;
  /** How a value may be written: as usual, or in any way. */
  readonly patternOf?: (value: string) => string;
}

/** V8 refuses a pattern that is too long, with a message that holds it, and so the secrets. */
const longestPattern = 200_000;
/** In a process that runs for years, not every number may become a secret. */
const mostCodes = 1_000;

/**
 * Takes known secrets, in every common encoding, out of whatever is about to leave. It is the last net, not the
 * first: what is not collected need not be redacted.
 */
export class Redactor {
  readonly #options: Required<RedactorOptions>;
  readonly #sources = new Map<string, string>();
  readonly #keys = new Fragments();
  readonly #numbers = new Set<string>();
  readonly #codes = new Set<string>();
  #patterns: readonly RegExp[] | undefined;

  constructor(secrets: Iterable<Secret> = [], options: RedactorOptions = {}) {
    this.#options = { placeholder, ignoreCase: false, patternOf: usualPatternOf, ...options };
    for (const secret of secrets) this.learn(secret);
  }

  /** From now on this secret is redacted as well. */
  learn(secret: Secret): void {
    for (const part of partsOf(secret.reveal())) {
      if (isCode(part)) this.#numbers.add(part);
      else if (isKey(part)) this.#keys.learn(part);
      else if (!this.#sources.has(part)) {
        this.#sources.set(part, this.#options.patternOf(part));
        this.#patterns = undefined;
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
    const { placeholder: instead } = this.#options;
    this.#patterns ??= this.#compile();
    const known = this.#patterns.reduce((left, pattern) => left.replace(pattern, instead), text);
    const rest =
      this.#numbers.size + this.#codes.size === 0
        ? known
        : known.replace(codePattern, number => (this.#isKnown(number) ? instead : number));
    return this.#keys.replace(rest, instead);
  }

  #isKnown(number: string): boolean {
    return this.#numbers.has(number) || this.#codes.has(number);
  }

  #compile(): RegExp[] {
    const patterns: RegExp[] = [];
    let together: string[] = [];
    let length = 0;
    const close = () => {
      if (together.length > 0)
        patterns.push(new RegExp(together.join('|'), this.#options.ignoreCase ? 'gi' : 'g'));
      together = [];
      length = 0;
    };
    // Longest first, so that a short one never cuts a longer one in two.
    for (const [, source] of [...this.#sources].toSorted(([a], [b]) => b.length - a.length)) {
      if (length + source.length > longestPattern) close();
      together.push(source);
      length += source.length;
    }
    close();
    return patterns;
  }

  /** The same data with every string in it redacted, keys included. */
  data<T>(data: T): T {
    return this.#walk(data) as T;
  }

  #walk(data: unknown): unknown {
    if (typeof data === 'string') return this.text(data);
    if (data instanceof Secret) return String(data);
    if (Array.isArray(data)) return data.map(item => this.#walk(item));
    if (typeof data !== 'object' || data === null) return data;
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [this.text(key), this.#walk(value)]),
    );
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
        `${encodeURIComponent(name)}=${harmlessParameters.has(name) ? encodeURIComponent(value) : placeholder}`,
    )
    .join('&');
}
