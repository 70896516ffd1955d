import { randomBytes, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AuthoritiesError, parseAuthorities, readAuthorities } from '../../lib/platform/authorities.ts';
import { createAuthority } from '../../simulator/network/authority.ts';

const folder = mkdtempSync(join(tmpdir(), 'genkan-authorities-'));
afterAll(() => rmSync(folder, { recursive: true }));

let one: string;
let two: string;
beforeAll(async () => {
  [one, two] = (
    await Promise.all([createAuthority('One', randomBytes), createAuthority('Two', randomBytes)])
  ).map(({ pem }) => pem) as [string, string];
});

const parse = (content: string | Buffer) => parseAuthorities(Buffer.from(content), '/etc/ca');
const namesOf = (content: string | Buffer) => parse(content).map(({ name }) => name);
const derOf = (pem: string) => new X509Certificate(pem).raw;
const relabelled = (label: string) => one.replaceAll('CERTIFICATE', label);

test('a bundle may have text between, line ends of either kind, a mark at its start, and one certificate twice', () => {
  const bundle = `\uFEFF# the first\nsubject=CN = One\n${one}\n\n# the second - a root\n${two}${one}`;
  expect(namesOf(bundle)).toEqual(['CN=One', 'CN=Two']);
  expect(namesOf(bundle.replaceAll('\n', '\r\n'))).toEqual(['CN=One', 'CN=Two']);
  expect(namesOf(one.replaceAll(/^/gm, '  '))).toEqual(['CN=One']);
  // OpenSSL, and so everybody who uses it, reads what comes out.
  for (const { pem } of parse(bundle)) expect(new X509Certificate(pem).ca).toBe(true);
});

test('each has the time when it expires', () => {
  const [{ expiresAt } = { expiresAt: 0 }] = parse(one);
  expect(expiresAt).toBe(Date.parse(new X509Certificate(one).validTo));
});

const sequence = (oid: string) => Buffer.from(`30820400${oid}a0820300`, 'hex');

test.each<[string, () => string | Buffer, RegExp]>([
  ['empty', () => '', /^\/etc\/ca is empty/],
  ['blank', () => ' \r\n', /^\/etc\/ca is empty/],
  [
    'DER',
    () => derOf(one),
    /is DER, not PEM \(convert it: openssl x509 -inform der -in \/etc\/ca -out ca\.pem/,
  ],
  ['a key in DER', () => sequence('020100'), /is DER, not PEM/],
  [
    'PKCS #7 in DER',
    () => sequence('06092a864886f70d010702'),
    /is PKCS #7 in DER, not PEM \(convert it: openssl pkcs7 -inform der -print_certs/,
  ],
  [
    'PKCS #12',
    () => sequence('0201033082031006092a864886f70d010701'),
    /is PKCS #12, not PEM \(convert it, without its key: openssl pkcs12 -nokeys/,
  ],
  ['PKCS #7', () => relabelled('PKCS7'), /is PKCS #7 \(convert it: openssl pkcs7 -print_certs -in/],
  ['PKCS #7 by its long name', () => relabelled('PKCS #7 SIGNED DATA'), /is PKCS #7 \(/],
  [
    "OpenSSL's own form",
    () => relabelled('TRUSTED CERTIFICATE'),
    /holds a TRUSTED CERTIFICATE.*convert it: openssl x509 -in/,
  ],
  ['a key', () => relabelled('PRIVATE KEY'), /holds a private key/],
  ['an encrypted key', () => relabelled('ENCRYPTED PRIVATE KEY'), /holds a private key/],
  ['a key beside a certificate', () => one + relabelled('EC PRIVATE KEY'), /holds a private key/],
  [
    'a request',
    () => relabelled('CERTIFICATE REQUEST'),
    /holds a CERTIFICATE REQUEST, not only certificates/,
  ],
  ['a list of revoked ones', () => one + relabelled('X509 CRL'), /holds a X509 CRL, not only certificates/],
  ['a public key', () => relabelled('PUBLIC KEY'), /holds a PUBLIC KEY/],
  ['cut off', () => one + two.slice(0, 200), /broken or cut off/],
  ['cut off before another', () => two.slice(0, 200) + one, /broken or cut off/],
  ['without its last lines', () => one.replace(/\n.+\n-----END/, '\n-----END'), /broken or cut off/],
  ['not base64', () => one.replace(/\nM/, '\n!'), /broken or cut off/],
  ['base64 of something else', () => one.replace(/\n[^-]+/s, '\naGVsbG8=\n'), /broken or cut off/],
  ['another text', () => '<html>Please sign in</html>', /contains no certificate in PEM/],
  ['UTF-16', () => Buffer.from(`\uFEFF${one}`, 'utf16le'), /contains no certificate in PEM/],
])('a file that is %s is refused, with what to do', (_what, content, expected) => {
  expect(() => parse(content())).toThrow(AuthoritiesError);
  expect(() => parse(content())).toThrow(expected);
});

test('a file that does not exist is reported like any other', () => {
  expect(() => readAuthorities(join(folder, 'nope'))).toThrow(/nope does not exist or may not be read/);
  expect(() => readAuthorities(folder)).toThrow(AuthoritiesError);
  writeFileSync(join(folder, 'ca.pem'), one);
  expect(readAuthorities(join(folder, 'ca.pem'))).toHaveLength(1);
});
