import { Fragments, isKey, partsOf, patternOf } from './encodings.ts';
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

/**
 * Takes known secrets, in every common encoding, out of whatever is about to leave. It is the last net, not the
 * first: what is not collected need not be redacted.
 */
export class Redactor {
  readonly #patterns = new Map<string, string>();
  readonly #placeholder: string;
  readonly #flags: string;
  readonly #keys = new Fragments();
  #pattern: RegExp | undefined;

  /** @param how what stands where something was, and whether `A` is `a` */
  constructor(secrets: Iterable<Secret> = [], how: { placeholder?: string; ignoreCase?: boolean } = {}) {
    this.#placeholder = how.placeholder ?? placeholder;
    this.#flags = how.ignoreCase ? 'gi' : 'g';
    this.#add(secrets);
  }

  /** From now on this secret is redacted as well; one-time codes are learned as they are made. */
  learn(secret: Secret): void {
    this.#add([secret]);
  }

  #add(secrets: Iterable<Secret>): void {
    for (const part of [...secrets].flatMap(secret => partsOf(secret.reveal()))) {
      if (isKey(part)) this.#keys.learn(part);
      else if (!this.#patterns.has(part)) this.#patterns.set(part, patternOf(part));
    }
    if (this.#patterns.size === 0) return;
    // Longest first, so that a short one never cuts a longer one in two.
    const sources = [...this.#patterns]
      .toSorted(([a], [b]) => b.length - a.length)
      .map(([, source]) => source);
    this.#pattern = new RegExp(sources.join('|'), this.#flags);
  }

  text(text: string): string {
    const known = this.#pattern === undefined ? text : text.replace(this.#pattern, this.#placeholder);
    return this.#keys.replace(known, this.#placeholder);
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
