import { readFileSync } from 'node:fs';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { TOTP, URI } from 'otpauth';
import type { RunRecord } from '../../lib/domain/run-record.ts';
import type { ClientAccount, Simulator } from '../../simulator/simulator.ts';
import { type Bench, isPasswordGiven } from './genkan.ts';

/** What must never be found in anything that a run leaves behind, with a name for the message. */
export interface Forbidden {
  readonly name: string;
  readonly pattern: RegExp;
}

/**
 * Patterns for every secret of these accounts in every encoding, the one-time codes of the last minutes, and the
 * shapes of what Microsoft issues: tokens and session cookies. Made here by other means than the product's own.
 * @param typedAt when codes were typed, where that is known: of many codes one is found by chance, as a size or a time
 */
export function forbiddenFor(
  accounts: readonly ClientAccount[],
  typedAt?: (username: string) => readonly number[],
): Forbidden[] {
  return [
    ...accounts.flatMap(account => [...passwordOf(account), ...factorsOf(account, typedAt)]),
    ...shapes,
  ];
}

const passwordOf = ({ username, password }: ClientAccount): Forbidden[] =>
  encodings(password).map(text => ({ name: `the password of ${username}`, pattern: literal(text) }));

function factorsOf(
  { username, totp, passkey, certificate, accessPass }: ClientAccount,
  typedAt?: (username: string) => readonly number[],
): Forbidden[] {
  return [
    ...[passkey?.privateKey, certificate?.key.split('\n')[1], accessPass]
      .filter(text => text !== undefined)
      .flatMap(encodings)
      .map(text => ({ name: `a strong factor of ${username}`, pattern: literal(text) })),
    ...encodings(authenticator(totp).secret.base32).map(text => ({
      name: `the TOTP secret of ${username}`,
      pattern: literal(text),
    })),
    ...codesAt(totp, typedAt?.(username) ?? lately()).map(code => ({
      name: `a one-time code of ${username}`,
      pattern: new RegExp(`(?<![\\d.])${code}(?!\\.?\\d)`),
    })),
  ];
}

/** What was taken out; in a database it may go on on another page, whose number, with zeros before it, stands between. */
const takenOut = String.raw`\[redacted\]|\[?r?e?d?a?c?t?e?d?\0`;

const shapes: readonly Forbidden[] = [
  { name: 'a signed token', pattern: /eyJ[\w-]{10,}\.eyJ[\w-]{10,}/ },
  {
    name: 'a session cookie',
    pattern: new RegExp(`(ESTSAUTH\\w*|RootAuthToken|SPAAuthCookie|OIDCAuthCookie)=(?!${takenOut})`),
  },
  {
    // The number of an error may stand in one: Microsoft's page looks it up by that.
    name: 'a code or token in an address',
    pattern: new RegExp(
      `[?&#](code|id_token|state|nonce|flowToken|login_hint)=(?!${takenOut}|\\d{5,8}\\b)[^&\\s"]`,
    ),
  },
];

interface Searched {
  readonly records: readonly Pick<RunRecord, 'runId' | 'account'>[];
  /** Is this password a word? It is looked for only where the account was that gave it: elsewhere it is a word. */
  readonly isWord?: (password: string) => boolean;
  /** Must evidence not name the account? */
  readonly isMasked?: boolean;
}

/**
 * What must not be found in a file of these runs, or in what was printed. Codes are looked for only where the account was that
 * typed them: of hundreds, one stands by chance in the ids and sizes of other runs.
 */
export function forbiddenByFile(
  { accounts, journal }: Pick<Simulator, 'accounts' | 'journal'>,
  { records, isWord = () => false, isMasked = false }: Searched,
): (file: string) => Forbidden[] {
  const typedAt = (username: string): number[] =>
    journal.filter(({ kind, account }) => kind === 'code' && account === username).map(({ at }) => at);
  const everywhere = forbiddenFor(
    accounts.filter(({ password }) => !isWord(password)),
    () => [],
  );
  const own = new Map(
    accounts.map(account => {
      const [user = '', domain = ''] = account.username.split('@');
      const names = [
        { name: 'a name', pattern: new RegExp(`${user}(?:@|%40)${domain}`, 'i') },
        { name: 'a domain', pattern: new RegExp(domain.replaceAll('.', String.raw`\.`), 'i') },
      ];
      const isSought = !isWord(account.password) || isPasswordGiven(account);
      const forbidden = [...(isSought ? passwordOf(account) : []), ...factorsOf(account, typedAt), ...shapes];
      return [user, isMasked ? [...forbidden, ...names] : forbidden];
    }),
  );
  return file => {
    const run = records.find(({ runId }) => file.includes(runId));
    return [...everywhere, ...(own.get(run?.account ?? '') ?? [])];
  };
}

/** The names of what is found in a text (or in bytes read as latin1). */
export const search = (text: string, forbidden: readonly Forbidden[]): string[] =>
  forbidden.filter(({ pattern }) => pattern.test(text)).map(({ name }) => name);

/** The same of everything that runs have left in a bench, and where. */
export const searchLeft = (
  bench: Bench,
  forbidden: readonly Forbidden[] | ((file: string) => readonly Forbidden[]),
): string[] =>
  bench
    .files('reports')
    .flatMap(file =>
      searchFile(
        readFileSync(bench.path('reports', file)),
        file,
        typeof forbidden === 'function' ? forbidden(file) : forbidden,
      ),
    );

/**
 * The names of what is found in a file, in its contents, and in the contents of those: archives, compressed bytes, pages
 * in addresses. Everything is read as UTF-8 and as bytes.
 */
export function searchFile(bytes: Uint8Array, name: string, forbidden: readonly Forbidden[]): string[] {
  return unpacked(Buffer.from(bytes), name).flatMap(([where, part]) =>
    [
      ...new Set([part.toString('latin1'), part.toString('utf8')].flatMap(text => search(text, forbidden))),
    ].map(what => `${where}: ${what}`),
  );
}

/** What must not be found of one value, written in any way. */
export const forbiddenValue = (value: string, name: string): Forbidden[] =>
  encodings(value).map(text => ({ name, pattern: literal(text) }));

function unpacked(bytes: Buffer, name: string, depth = 0): Array<[string, Buffer]> {
  if (depth > 5) return [[name, bytes]];
  const deeper = (part: Buffer, inner: string) => unpacked(part, `${name}/${inner}`, depth + 1);
  if (bytes.subarray(0, 2).toString('hex') === '1f8b') return deeper(gunzipSync(bytes), 'gunzipped');
  if (bytes.subarray(0, 4).toString('latin1') === 'PK\x03\x04')
    return zipped(bytes).flatMap(([inner, part]) => [[inner, Buffer.from(inner)], ...deeper(part, inner)]);
  const folded = bytes.toString('latin1').matchAll(/data:[\w/+.-]+;base64,([A-Za-z0-9+/=]+)/g);
  return [
    [name, bytes],
    ...Array.from(folded, ([, base64 = '']) => Buffer.from(base64, 'base64')).flatMap(part =>
      deeper(part, 'data'),
    ),
  ];
}

/** By the directory at the end of a ZIP. */
function zipped(zip: Buffer): Array<[string, Buffer]> {
  const end = zip.lastIndexOf('PK\x05\x06');
  const files: Array<[string, Buffer]> = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map(offset =>
      zip.readUInt16LE(at + offset),
    ) as [number, number, number];
    const head = zip.readUInt32LE(at + 42);
    const start = head + 30 + zip.readUInt16LE(head + 26) + zip.readUInt16LE(head + 28);
    const stored = zip.subarray(start, start + zip.readUInt32LE(at + 20));
    const name = zip.subarray(at + 46, at + 46 + nameLength).toString('utf8');
    files.push([name, zip.readUInt16LE(at + 10) === 0 ? stored : inflateRawSync(stored)]);
    at += 46 + nameLength + extraLength + commentLength;
  }
  return files;
}

/** All ways in which a value is written in what a run leaves behind, by name. */
export function waysToWrite(value: string): Record<string, string> {
  const bytes = Buffer.from(value);
  const utf16 = Buffer.from(value, 'utf16le');
  const json = JSON.stringify(value).slice(1, -1);
  const entities = (base: 10 | 16) =>
    Array.from(value, character => {
      const code = (character.codePointAt(0) ?? 0).toString(base);
      return /\w/.test(character) ? character : base === 10 ? `&#${code};` : `&#x${code.toUpperCase()};`;
    }).join('');
  const base64 = [0, 1, 2].map(shift => Buffer.from(`${'x'.repeat(shift)}${value} end`).toString('base64'));
  return {
    raw: value,
    URL: encodeURIComponent(value),
    'URL in URL': encodeURIComponent(encodeURIComponent(value)),
    'URL, lower case': encodeURIComponent(value).replaceAll(/%../g, escape => escape.toLowerCase()),
    form: new URLSearchParams({ v: value }).toString().slice(2),
    JSON: json,
    'JSON in JSON': JSON.stringify(json).slice(1, -1),
    'JSON, ASCII': json.replaceAll(/[^ -~]|[&<>]/gu, characters =>
      Array.from(
        { length: characters.length },
        (_, n) => `\\u${characters.charCodeAt(n).toString(16).padStart(4, '0')}`,
      ).join(''),
    ),
    HTML: value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;'),
    'HTML, all of it': value
      .replaceAll('&', '&amp;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;'),
    'HTML, decimal': entities(10),
    'HTML, hexadecimal': entities(16),
    // A few characters of these would be found by chance.
    ...(bytes.length >= 6 && {
      hex: bytes.toString('hex'),
      'hex, upper case': bytes.toString('hex').toUpperCase(),
      'base64 at 0': base64[0],
      'base64 at 1': base64[1],
      'base64 at 2': base64[2],
      base64url: Buffer.from(`${value} end`).toString('base64url'),
    }),
    'UTF-16': utf16.toString('latin1'),
    'UTF-16, big end first': Buffer.from(utf16).swap16().toString('latin1'),
  };
}

/** The same as they are found, wherever they stand: characters at both ends of base64 depend on the neighbours. */
function encodings(value: string): string[] {
  const ways = Object.entries(waysToWrite(value)).filter(([name]) => !name.startsWith('base64'));
  const base64 = [0, 1, 2].map(shift => {
    const shifted = Buffer.from('x'.repeat(shift) + value)
      .toString('base64')
      .replace(/=+$/, '');
    return shifted.slice(shift === 0 ? 0 : shift + 1, -1);
  });
  const isLong = Buffer.byteLength(value) >= 6;
  const base64url = base64.map(text => text.replaceAll('+', '-').replaceAll('/', '_'));
  return [...new Set([...ways.map(([, way]) => way), ...(isLong ? [...base64, ...base64url] : [])])];
}

const lately = (): number[] => Array.from({ length: 14 }, (_, n) => Date.now() + (n - 12) * 30_000);

/** A code is typed in its own step or in the next one. */
function codesAt(secret: string, times: readonly number[]): string[] {
  const totp = authenticator(secret);
  const before = totp.period * 1_000;
  return [
    ...new Set(
      times.flatMap(timestamp => [
        totp.generate({ timestamp }),
        totp.generate({ timestamp: timestamp - before }),
      ]),
    ),
  ];
}

function authenticator(totp: string): TOTP {
  const known = totp.startsWith('otpauth:') ? URI.parse(totp) : new TOTP({ secret: totp });
  if (known instanceof TOTP) return known;
  throw new Error('The simulator has no other codes than those by time');
}

const literal = (text: string): RegExp => new RegExp(text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
