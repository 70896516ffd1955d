import { readFileSync } from 'node:fs';
import { TOTP, URI } from 'otpauth';
import type { ClientAccount } from '../../simulator/simulator.ts';
import type { Bench } from './genkan.ts';

/** What must never be found in anything that a run leaves behind, with a name for the message. */
export interface Forbidden {
  readonly name: string;
  readonly pattern: RegExp;
}

/**
 * Patterns for every secret of these accounts in every encoding, the one-time codes of the last minutes, and the
 * shapes of what Microsoft hands out: tokens and session cookies. Made here by other means than the product's own.
 */
export function forbiddenFor(accounts: readonly ClientAccount[]): Forbidden[] {
  const values = accounts.flatMap(({ username, password, totp, passkey, certificate, accessPass }) => [
    ...[passkey?.privateKey, certificate?.key.split('\n')[1], accessPass]
      .filter(text => text !== undefined)
      .flatMap(encodings)
      .map(text => ({ name: `a strong factor of ${username}`, pattern: literal(text) })),
    ...encodings(password).map(text => ({ name: `the password of ${username}`, pattern: literal(text) })),
    ...encodings(authenticator(totp).secret.base32).map(text => ({
      name: `the TOTP secret of ${username}`,
      pattern: literal(text),
    })),
    ...recentCodes(totp).map(code => ({
      name: `a one-time code of ${username}`,
      pattern: new RegExp(`(?<![\\d.])${code}(?!\\d)`),
    })),
  ]);
  return [
    ...values,
    { name: 'a signed token', pattern: /eyJ[\w-]{10,}\.eyJ[\w-]{10,}/ },
    { name: 'a session cookie', pattern: /(ESTSAUTH\w*|RootAuthToken|SPAAuthCookie|OIDCAuthCookie)=/ },
    {
      name: 'a code or token in an address',
      pattern: /[?&#](code|id_token|state|nonce|flowToken|login_hint)=(?!\[redacted\])[^&\s"]/,
    },
  ];
}

/** The names of what is found in a text (or in bytes read as latin1). */
export const search = (text: string, forbidden: readonly Forbidden[]): string[] =>
  forbidden.filter(({ pattern }) => pattern.test(text)).map(({ name }) => name);

/** The same of everything that runs have left in a bench, and where. */
export const searchLeft = (bench: Bench, forbidden: readonly Forbidden[]): string[] =>
  bench.files('reports').flatMap(file => {
    const bytes = readFileSync(bench.path('reports', file));
    const found = [bytes.toString('latin1'), bytes.toString('utf8')].flatMap(text => search(text, forbidden));
    return [...new Set(found)].map(name => `${file}: ${name}`);
  });

function encodings(value: string): string[] {
  const bytes = Buffer.from(value);
  const base64 = [0, 1, 2].map(shift => {
    const shifted = Buffer.concat([Buffer.alloc(shift, 0x78), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // Characters at both ends depend on the neighbours.
    return shifted.slice(shift === 0 ? 0 : shift + 1, -1);
  });
  return [
    value,
    encodeURIComponent(value),
    new URLSearchParams({ v: value }).toString().slice(2),
    JSON.stringify(value).slice(1, -1),
    value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;'),
    bytes.toString('hex'),
    bytes.toString('utf16le'),
    ...base64,
  ];
}

function recentCodes(totp: string): string[] {
  const codes = authenticator(totp);
  const step = codes.period * 1_000;
  return Array.from({ length: 14 }, (_, n) => codes.generate({ timestamp: Date.now() + (n - 12) * step }));
}

function authenticator(totp: string): TOTP {
  const known = totp.startsWith('otpauth:') ? URI.parse(totp) : new TOTP({ secret: totp });
  if (known instanceof TOTP) return known;
  throw new Error('The simulator has no other codes than those by time');
}

const literal = (text: string): RegExp => new RegExp(text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
