import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClientCertificate } from '../../../lib/domain/account.ts';
import { Secret } from '../../../lib/platform/secret.ts';
import {
  checkCertificate,
  clientCertificates,
  validityOf,
} from '../../../lib/sign-in/factors/certificate.ts';
import { createAuthority, type Leaf } from '../../../simulator/network/authority.ts';

const folder = mkdtempSync(join(tmpdir(), 'genkan-certificate-'));
const file = (name: string) => join(folder, name);
const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
let mine: Leaf;
let other: Leaf;
let pfx: string;

beforeAll(async () => {
  const authority = await createAuthority('Users', random);
  [mine, other] = await Promise.all([
    authority.client('a@contoso.example'),
    authority.client('b@contoso.example'),
  ]);
  writeFileSync(file('crt'), mine.cert);
  writeFileSync(file('key'), mine.key);
  const args = ['pkcs12', '-export', '-in', file('crt'), '-inkey', file('key'), '-passout', 'pass:hunter2'];
  execFileSync('openssl', [...args, '-out', file('pfx')]);
  pfx = readFileSync(file('pfx')).toString('base64');
});
afterAll(() => rmSync(folder, { recursive: true }));

const secret = (text: string) => new Secret(text);
const pem = (cert: string, key: string): ClientCertificate => ({
  form: { cert: secret(cert), key: secret(key) },
});

test('a PFX with its passphrase, and a certificate with its key, can be used', () => {
  expect(() => checkCertificate({ form: { pfx: secret(pfx) }, passphrase: secret('hunter2') })).not.toThrow();
  expect(() => checkCertificate(pem(mine.cert, mine.key))).not.toThrow();
});

test('from when until when it is valid can be read from both forms', () => {
  const { validFromDate, validToDate } = new X509Certificate(mine.cert);
  const validity = { since: validFromDate.toISOString(), expiresAt: validToDate.toISOString() };
  expect(validityOf(pem(mine.cert, mine.key))).toEqual(validity);
  expect(validityOf({ form: { pfx: secret(pfx) }, passphrase: secret('hunter2') })).toEqual(validity);
  expect(validityOf({ form: { pfx: secret(pfx) }, passphrase: secret('12345678') })).toBeUndefined();
});

describe('what does not fit is reported, without the secret', () => {
  test.each<[string, () => ClientCertificate, RegExp]>([
    [
      'a wrong passphrase',
      () => ({ form: { pfx: secret(pfx) }, passphrase: secret('12345678') }),
      /with this passphrase/,
    ],
    ['no passphrase', () => ({ form: { pfx: secret(pfx) } }), /that can be opened/],
    ['no PFX', () => ({ form: { pfx: secret('aHVudGVyMg==') } }), /not a PFX/],
    ['the key of another', () => pem(mine.cert, other.key), /does not belong to the certificate/],
    ['no key', () => pem(mine.cert, 'hunter2'), /not a key in PEM/],
    ['no certificate', () => pem('hunter2', mine.key), /not a certificate in PEM/],
  ])('%s', (_what, held, why) => {
    const check = () => checkCertificate(held());
    expect(check).toThrow(why);
    expect(check).not.toThrow(/hunter2|12345678/);
  });
});

test('every host that gets a credential is listed: Playwright checks no other', () => {
  const account = { id: 'a', username: 'a@contoso.example', tenant: 'contoso', cloud: 'gcc-high' as const };
  const held = { ...pem(mine.cert, mine.key), tenantId: '6babcaad-604b-40ac-a9d7-9fd97c0b779f' };
  const listed = clientCertificates({ ...account, certificate: held }, ['portal.office365.us']);
  expect(listed.map(({ origin }) => origin)).toEqual([
    'https://certauth.login.microsoftonline.us',
    'https://t6babcaad-604b-40ac-a9d7-9fd97c0b779f.certauth.login.microsoftonline.us',
    'https://login.microsoftonline.us',
    'https://portal.office365.us',
  ]);
  expect(clientCertificates(account, ['portal.office365.us'])).toEqual([]);
});
