import { placeholder, Redactor } from '../../platform/redaction.ts';
import { Secret } from '../../platform/secret.ts';
import { classify, isOpaque, looksHarmless, secretNames, sessionCookies, tokenShapes } from './names.ts';

/** Whether a reader may learn whose sign-in it was. */
export interface Identity {
  readonly shown: boolean;
  /** The user name, the tenant's id and domains: what is masked when it is not shown. */
  readonly names: readonly string[];
}

/** A shorter value may occur elsewhere by chance. */
const leastTaken = 16;

/** Stands where a name was taken out. */
export const mask = '[masked]';

/** Of a terminal, as `expect` uses them to show where two texts differ, in the middle of either. */
const colours = new RegExp(`${String.fromCodePoint(27)}\\[[\\d;]*m`, 'g');
const hints = /[=:]|eyJ|AQAB|r[QI][QI]I|[01]\.A|bearer|cookie|authorization/i;
const headerLine =
  /(\b(?:proxy-)?authorization\\*["']?\s*[:=]\s*\\*["']?)(?:(Bearer|Basic|Negotiate|NTLM|Digest)\s+)?[^\s"'\\<>]+|(\b(?:set-)?cookie\\*["']?\s*[:=]\s*\\*["']?)[^\r\n"'<>]+|\b(Bearer|Basic)\s+(?=[\w+/.~=-]*\d)[\w+/.~=-]{12,}/gi;
const userInfo = /(?<=:\/\/)[^\s/@"'<>:]+:[^\s/@"'<>]+@/g;
const query = /([?#])([\w.~%$!-]+=[^\s"'<>`\\#]*)/g;
const pair = new RegExp(
  String.raw`(?<=^|[^\w]|u0026|%26|%3[fF])((?:${secretNames.join('|')})\\*["']?\s*(?:[:=]|%3[dD])\s*\\*["']?)(?!\[(?:redacted|masked)\])([^\s"'&;,\\<>}\])]+)`,
  'gi',
);
/** In front of the name of a parameter; one at the beginning of a text may be the first of a form. */
const parameterMark = /(?:^|[?&#]|u0026|%26|%3f|%23|&amp;)$/i;
const cookiePair = new RegExp(String.raw`(?<![\w.])(${sessionCookies})=[^;\s"'\\]+`, 'g');
const shapes = new RegExp(tokenShapes, 'g');

/**
 * Takes what is secret out of texts, by value and by what a value is called. It knows nothing of files; what has a
 * structure is taken apart by those who call it.
 */
export class Rewriter {
  readonly #values: Redactor;
  readonly #names: Redactor;
  readonly identity: Identity;
  /** What was taken out because of its name or place: it must not occur anywhere else. */
  readonly taken = new Set<string>();

  constructor(secrets: Iterable<Secret>, identity: Identity) {
    this.#values = new Redactor(secrets);
    this.identity = identity;
    this.#names = new Redactor(identity.shown ? [] : identity.names.map(name => new Secret(name)), {
      placeholder: mask,
      ignoreCase: true,
    });
  }

  /** All that is known by value, what was taken included, and what has the shape of a token. */
  everything(text: string): string {
    const taken = new Redactor([...this.taken].map(value => new Secret(value)));
    return taken.text(this.values(text)).replace(shapes, placeholder);
  }

  /** Takes a value out, and remembers it. */
  take(value: string): string {
    if (value.length >= leastTaken && !looksHarmless(value) && !value.includes(placeholder))
      this.taken.add(value);
    return placeholder;
  }

  /** Known values and nothing else: for content that is not written by a person or a program, such as a style sheet. */
  values(text: string): string {
    return this.unnamed(this.#values.text(text));
  }

  /** Masks user names only: for values of closed sets, which are never secrets. */
  unnamed(value: string): string {
    return this.#names.text(value);
  }

  /** Any text: a line of a console, a message, a script, an address. */
  text(text: string): string {
    const known = this.values(text.replaceAll(colours, ''));
    if (!hints.test(known)) return known;
    return known
      .replace(headerLine, (_all, credentials, scheme, cookies, bearer) =>
        cookies === undefined
          ? `${credentials ?? ''}${scheme ?? bearer ?? ''}${(scheme ?? bearer) ? ' ' : ''}${placeholder}`
          : cookies + placeholder,
      )
      .replace(userInfo, '')
      .replace(query, (_all, mark: string, parameters: string) => mark + this.parameters(parameters))
      .replace(cookiePair, (_all, name: string) => `${name}=${placeholder}`)
      .replace(pair, (all, name: string, value: string, offset: number, whole: string) => {
        const isParameter =
          /(?:=|%3d)$/i.test(name) && parameterMark.test(whole.slice(Math.max(0, offset - 6), offset));
        const isCredential = classify(name.replace(/\\*["']?\s*(?:[:=]|%3[dD]).*$/s, '')) === 'credential';
        return looksHarmless(value) && !isParameter && !isCredential ? all : name + placeholder;
      })
      .replace(shapes, placeholder);
  }

  /** A query, a fragment or a form: every value goes that is not known to be harmless, or too plain to be a secret. */
  parameters(parameters: string): string {
    return parameters
      .split('&')
      .map(parameter => {
        const at = parameter.indexOf('=');
        if (at < 0) return this.values(parameter);
        const name = parameter.slice(0, at);
        const value = decodedParameter(parameter.slice(at + 1));
        const cleaned = this.parameter(decodedParameter(name), value);
        return `${this.values(name)}=${cleaned === value ? parameter.slice(at + 1) : encodeURIComponent(cleaned).replaceAll(/%5B(redacted|masked)%5D/g, '[$1]')}`;
      })
      .join('&');
  }

  /** One parameter of a query or a form, decoded. */
  parameter(name: string, value: string): string {
    if (value === '') return '';
    const classification = classify(name);
    if (classification === 'identity') return this.identity.shown ? this.values(value) : mask;
    if (classification === 'harmless') return this.text(value);
    return classification === 'unknown' && looksHarmless(value)
      ? this.values(value)
      : classification === 'unknown'
        ? placeholder
        : this.take(value);
  }

  /** A value of this name in data: a key of JSON, a field, an attribute. */
  named(name: string, value: string): string {
    if (value === '') return '';
    const classification = classify(name);
    if (classification === 'credential')
      return value === 'true' || value === 'false' ? value : this.take(value);
    if (classification === 'token' && !looksHarmless(value)) return this.take(value);
    if (classification === 'identity' && !this.identity.shown) return mask;
    return classification !== 'harmless' && isOpaque(value) ? placeholder : this.text(value);
  }

  /** The value of a header. Of a cookie the name and its attributes stay, of a proof its scheme. */
  header(name: string, value: string): string {
    switch (name.toLowerCase()) {
      case 'cookie':
        return value
          .split(/;\s*/)
          .map(cookie => this.cookie(cookie))
          .join('; ');
      case 'set-cookie':
        return value
          .split('\n')
          .map(line => {
            const [cookie = '', ...attributes] = line.split(/;\s*/);
            return [this.cookie(cookie), ...attributes.map(attribute => this.values(attribute))].join('; ');
          })
          .join('\n');
      case 'authorization':
      case 'proxy-authorization':
        return value.includes(' ') ? `${this.values(value.split(' ')[0] ?? '')} ${placeholder}` : placeholder;
      case 'content-security-policy':
      case 'content-security-policy-report-only':
        return this.text(value.replaceAll(/'nonce-[^']*'/g, `'nonce-${placeholder}'`));
      default:
        return this.named(name, value);
    }
  }

  /** `name=value` without the value. */
  cookie(cookie: string): string {
    const at = cookie.indexOf('=');
    return at < 0 ? placeholder : `${this.values(cookie.slice(0, at))}=${this.take(cookie.slice(at + 1))}`;
  }
}

function decodedParameter(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
