import { Secret } from './secret.ts';

const placeholder = '[redacted]';

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
  readonly #forms = new Set<string>();
  #pattern: RegExp | undefined;

  constructor(secrets: Iterable<Secret> = []) {
    for (const secret of secrets) this.learn(secret);
  }

  /** From now on this secret is redacted as well; one-time codes are learned as they are made. */
  learn(secret: Secret): void {
    for (const form of encodings(secret.reveal())) this.#forms.add(form);
    // Longest first, so that a short form never cuts a longer one in two.
    const alternatives = [...this.#forms].toSorted((a, b) => b.length - a.length).map(patternOf);
    this.#pattern = alternatives.length === 0 ? undefined : new RegExp(alternatives.join('|'), 'g');
  }

  text(text: string): string {
    return this.#pattern === undefined ? text : text.replace(this.#pattern, placeholder);
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

function encodings(value: string): string[] {
  if (value === '') return [];
  const json = JSON.stringify(value).slice(1, -1);
  const forms = [
    value,
    json,
    JSON.stringify(json).slice(1, -1),
    encodeURIComponent(value),
    encodeURIComponent(value).replaceAll('%20', '+'),
    new URLSearchParams({ v: value }).toString().slice(2),
    value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  ];
  // Two or three characters of base64 would match by accident.
  return value.length < 6 ? forms : [...forms, ...base64Forms(value)];
}

/** The characters of base64 that do not depend on what stands before or after the value, for each of three alignments. */
function base64Forms(value: string): string[] {
  return [0, 1, 2].flatMap(shift => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(value)]);
    const from = Math.ceil((shift * 8) / 6);
    const to = Math.floor((bytes.length * 8) / 6);
    const form = bytes.toString('base64').slice(from, to);
    return [form, form.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

function patternOf(form: string): string {
  const literal = form.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');
  // A one-time code is searched as a whole number, or it would be found inside every time stamp.
  return /^\d{6,8}$/.test(form) ? `(?<![\\d.])${literal}(?![\\d])` : literal;
}
