import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { configurationWarnings, warningsOf } from '../../lib/app/warnings.ts';
import { parseConfiguration } from '../../lib/config/load.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { createAuthority } from '../../simulator/network/authority.ts';

const folder = mkdtempSync(join(tmpdir(), 'genkan-warnings-'));
afterAll(() => rmSync(folder, { recursive: true }));

const settings = parseConfiguration(
  `browser: { trust: ca.pem }
accounts:
  contoso: { username: m@contoso.onmicrosoft.com, tenant: t, password: env:A, totp: env:B }
monitors: { admin-center: { accounts: [contoso] } }`,
  join(folder, 'genkan.yaml'),
  { monitorIds: ['admin-center'], hostname: 'h' },
);

test('a location that is not configured, where the host name is the id of a container', () => {
  const found = (hostname: string, location = '') =>
    warningsOf(
      parseConfiguration(
        `${location}accounts: { contoso: { username: m@contoso.onmicrosoft.com, tenant: t, password: env:A } }
monitors: { admin-center: { accounts: [contoso] } }`,
        'genkan.yaml',
        { monitorIds: ['admin-center'], hostname },
      ),
      new Map(),
      Date.now(),
    );
  expect(found('3f9c1a7be042')).toEqual([
    {
      where: 'genkan.yaml',
      key: 'location',
      what: 'is not set, and the host name "3f9c1a7be042" changes with each start, so all results are labelled "default"',
      remedy: 'set it, for example: location: tokyo-office',
    },
  ]);
  expect(found('3f9c1a7be042', 'location: tokyo\n')).toEqual([]);
  expect(found('tokyo-office-1')).toEqual([]);
});

test('a password for a Pushgateway that would go unencrypted to another machine', () => {
  const found = (url: string) =>
    configurationWarnings(
      parseConfiguration(
        `location: here
accounts: { contoso: { username: m@contoso.onmicrosoft.com, tenant: t, password: env:A } }
monitors: { admin-center: { accounts: [contoso] } }
sinks: [{ type: pushgateway, url: "${url}", basicAuth: { username: genkan, password: env:P } }]`,
        'genkan.yaml',
        { monitorIds: ['admin-center'], hostname: 'h' },
      ),
    ).map(({ key }) => key);
  expect(found('http://gateway.example:9091')).toEqual(['sinks[0].basicAuth']);
  for (const url of [
    'https://gateway.example',
    'http://127.0.0.1:9091',
    'http://[::1]:9091',
    'http://localhost',
  ])
    expect(found(url), url).toEqual([]);
});

test('blanks around a secret and authorities that have expired are warned about, and nothing else', async () => {
  writeFileSync(join(folder, 'ca.pem'), (await createAuthority('Old', randomBytes)).pem);
  const secrets = (password: string) =>
    new Map([
      ['accounts.contoso.password', new Secret(password)],
      // Blanks do not matter in it.
      ['accounts.contoso.totp', new Secret('ABCD EFGH ')],
    ]);
  expect(warningsOf(settings, secrets('hunter2'), Date.now())).toEqual([]);
  const year = 365 * 86_400_000;
  const found = warningsOf(settings, secrets(' hunter2'), Date.now() + year);
  expect(found.map(({ key, what }) => `${key} ${what}`)).toEqual([
    'accounts.contoso.password begins or ends with a space, which is typed as well',
    expect.stringMatching(/^browser\.trust the certificate of "CN=Old" expired on \d{4}-\d\d-\d\d$/),
  ]);
  expect(JSON.stringify(found)).not.toContain('hunter2');
});

test.each(['\u200Bhunter2', 'hunter2\u200B', 'hun\u00ADter2', '\u202Ahunter2\u202C'])(
  'a secret with a character that cannot be seen: %j',
  password => {
    const secrets = new Map([['accounts.contoso.password', new Secret(password)]]);
    const { trust: _, ...browser } = settings.browser;
    expect(warningsOf({ ...settings, browser }, secrets, 0).map(({ what }) => what)).toEqual([
      'contains an invisible character, which is typed as well',
    ]);
  },
);

test('account ids that share a user name and differ in a secret; the secrets are not named', () => {
  const shared = parseConfiguration(
    `accounts:
  one: { username: M@contoso.onmicrosoft.com, tenant: t, password: env:A, totp: env:B }
  two: { username: m@contoso.onmicrosoft.com, tenant: t, password: env:C, totp: env:D }
  else: { username: e@contoso.onmicrosoft.com, tenant: t, password: env:E }
monitors: { admin-center: { accounts: [one, two, else] } }`,
    'genkan.yaml',
    { monitorIds: ['admin-center'], hostname: 'h' },
  );
  const secrets = (password: string, totp: string) =>
    new Map(
      Object.entries({
        'accounts.one.password': 'first',
        'accounts.two.password': password,
        'accounts.one.totp': 'ABCDEFGH',
        'accounts.two.totp': totp,
        'accounts.else.password': 'other',
      }).map(([key, value]) => [key, new Secret(value)]),
    );
  const found = (password: string, totp = 'ABCDEFGH') =>
    warningsOf(shared, secrets(password, totp), Date.now()).map(({ key, what }) => `${key} ${what}`);
  const same = 'although both accounts have the same user name: a refused credential counts for both';
  expect(found('first')).toEqual([]);
  expect(found('second')).toEqual([`accounts.two.password differs from accounts.one.password, ${same}`]);
  expect(found('second', 'HGFEDCBA')).toHaveLength(2);
});
