import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { causes } from '../../lib/domain/causes.ts';
import type { RunRecord } from '../../lib/domain/run-record.ts';
import { FolderEvidenceStore } from '../../lib/evidence/folder-store.ts';
import { History } from '../../lib/history/history.ts';
import { aFailure, aRecord } from '../run-records.ts';
import { Bench } from './genkan.ts';

// The commands that show what is in the history and in the configuration: no browser, no network, no secret.

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.remove());

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

const page = {
  url: 'https://login.microsoftonline.com/common/login',
  pageId: 'ConvergedSignIn',
  errorCode: '50126',
  correlationId: '3c2d2e67-1b55-4ef1-a1c5-6e8a8d2b1c11',
  requestId: '9f0d3f7e-8a43-4f6a-9f5e-1f1f0a0b2a00',
  timestamp: '2026-11-23T05:45:15Z',
};

async function remember(...runs: RunRecord[]): Promise<void> {
  const history = History.open(bench.path('reports'));
  await history.expect(runs, hoursAgo(0));
  for (const run of runs) await history.conclude(run);
  await history.close();
}

const at = (runId: string, hours: number): Partial<RunRecord> => ({
  runId,
  scheduledAt: hoursAgo(hours),
  startedAt: hoursAgo(hours),
  endedAt: hoursAgo(hours),
});

function configure(language: string): void {
  bench.write(
    'genkan.yaml',
    `language: ${language}
accounts:
  contoso:
    username: monitor@contoso.onmicrosoft.com
    tenant: contoso
    password: env:NOWHERE_TO_BE_FOUND
    totp: file:/nowhere/totp
    passkey: file:/nowhere/passkey
    certificate: { pfx: file:/nowhere/pfx }
    temporaryAccessPass: env:NOWHERE_TO_BE_FOUND
    expires: { password: ${hoursAgo(-24 * 10)}, passkey: ${hoursAgo(-24 * 60)}, temporaryAccessPass: ${hoursAgo(1)} }
    role: Global Reader
    owner: =HYPERLINK("https://it.example","it-desk, ""Contoso""")
    support: { contractName: Contoso K.K., invoice: E0123456789, phone: "+81 3 1234 5678" }
  old: { username: monitor@contoso.example, tenant: contoso, password: env:NOWHERE_TO_BE_FOUND }
monitors:
  admin-center: { accounts: [contoso] }
`,
  );
}

beforeEach(async () => {
  await remember(
    aRecord(at('run-0', 5)),
    aFailure({ ...at('run-1', 4), page, browserVersion: '156.0' }),
    aFailure({ ...at('run-2', 3), page }),
    aRecord(at('run-3', 2)),
    aFailure({ ...at('run-4', 1), cause: 'dns_failed' }),
  );
});

test('incidents: what followed each other, how it ended, and what goes on', async () => {
  const { code, stdout } = await bench.run('incidents');
  expect(code).toBe(0);
  expect(stdout).toMatch(/✘ ongoing[^]*1 × dns_failed[^]*genkan show run-4[^]*✔ over[^]*2 × password_wrong/);
  const lines = (await bench.run('incidents', '--json')).stdout.trim().split('\n');
  expect(lines.map(line => JSON.parse(line) as object)).toMatchObject([
    { id: 'run-4', runs: ['run-4'], causes: [{ cause: 'dns_failed', runs: 1 }] },
    { id: 'run-1', runs: ['run-1', 'run-2'], recoveredBy: 'run-3' },
  ]);
  expect((await bench.run('incidents', '--since', '90m')).stdout).not.toContain('run-1');
});

test('show: the details of a run in a screenful', async () => {
  const { code, stdout } = await bench.run('show', 'run-1');
  expect(code).toBe(0);
  for (const text of [
    '✘ down',
    'The password is wrong',
    `→ ${causes.password_wrong.remedy.en.slice(0, 20)}`,
    `↻ Prevention: ${causes.password_wrong.prevention.en.slice(0, 20)}`,
    'email → password',
    page.correlationId,
  ])
    expect(stdout).toContain(text);
  expect(stdout).toMatch(/Password +1\.00 s +█+/);
  expect(stdout.split('\n').length).toBeLessThan(25);
});

test('show and support-sheet: the second opinions', async () => {
  const opinions: RunRecord['opinions'] = [
    { id: 'clock', durationMs: 1, found: { host: 'login.microsoftonline.com', aheadMs: 300_000 } },
    { id: 'realm', durationMs: 2, missing: 'late' },
  ];
  await remember(aFailure({ ...at('run-6', 0.2), opinions }));
  const { stdout } = await bench.run('show', 'run-6');
  expect(stdout).toContain("Clock: this machine's clock is 300 s ahead of login.microsoftonline.com");
  expect(stdout).toContain('Who checks the password: no answer in time');
  configure('ja');
  const sheet = (await bench.run('support-sheet', 'run-6')).stdout;
  expect(sheet).toContain('- 時計: この端末の時計は login.microsoftonline.com より 300 秒進んでいます');
  expect(sheet).toContain('- パスワードの検証元: 時間内に応答がありませんでした');
});

describe('support-sheet', () => {
  test.each([
    [
      'en',
      [
        'For a support call to Microsoft',
        'Invoice (billing reference): E0123456789',
        'Failed sign-ins since then: 2',
      ],
    ],
    ['ja', ['Microsoft サポートへの問い合わせシート', '請求書番号: E0123456789', '以降の失敗回数: 2']],
  ])('in %s: all that the call asks for, and no secret', async (language, wanted) => {
    configure(language);
    const { code, stdout } = await bench.run('support-sheet', 'run-2');
    expect(code).toBe(0);
    for (const text of [
      ...wanted,
      'monitor@contoso.onmicrosoft.com',
      '+81 3 1234 5678',
      'Contoso K.K.',
      ...Object.values(page),
    ])
      expect(stdout).toContain(text);
    expect(stdout).toMatch(
      /\d{2}:\d{2}:\d{2} (?:UTC|GMT|[A-Z]{3,4})\S* \(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z\)/,
    );
    expect(stdout).not.toContain('NOWHERE');
  });

  test('says what is left to be filled in where nothing is configured', async () => {
    expect((await bench.run('support-sheet', 'run-1')).stdout).toContain(
      'Invoice (billing reference): (please fill in)',
    );
  });
});

test('a run that does not exist gives a message with what to do', async () => {
  const { code, stderr } = await bench.run('show', 'run-9');
  expect(code).toBe(2);
  expect(stderr).toBe('genkan: reports: there is no run "run-9"\n  → list the runs: genkan runs --json\n');
});

test('a private key with a mistake in it is in no output, also at debug level', async () => {
  const identity = await generateIdentity();
  const run = aFailure(at('run-5', 1));
  const store = new FolderEvidenceStore(bench.path('reports'), await identityToRecipient(identity));
  await store.save(run, [{ kind: 'index', name: 'index.html', bytes: Buffer.from('page') }], [], hoursAgo(1));
  await remember(run);
  const damaged = identity.slice(0, -1) + (identity.endsWith('Q') ? 'P' : 'Q');
  bench.write('key.txt', damaged);
  const opening = ['open', 'run-5', '--identity', 'key.txt'];
  const { code, stdout, stderr } = await bench.run(...opening, '--log-level', 'debug');
  expect(code).toBe(2);
  expect(stderr).toMatch(/^genkan: key\.txt: does not decrypt this evidence/);
  expect(`${stdout}${stderr}`.toUpperCase()).not.toContain(damaged.slice(20, -20));
});

describe('accounts', () => {
  test('the inventory: which accounts are proven, which are stale, and when their credentials expire', async () => {
    configure('en');
    const since = hoursAgo(24);
    const expiresAt = hoursAgo(-24 * 300);
    const history = History.open(bench.path('reports'));
    // What a run has read from the certificate; of the password the configuration knows better.
    const lives = (['certificate', 'password'] as const).map(credential => ({
      credential,
      since,
      expiresAt,
    }));
    await history.saveCredentials({ tenant: 'contoso', account: 'contoso', lives });
    await history.close();
    const lines = (await bench.run('accounts', '--json')).stdout.trim().split('\n');
    expect(lines.map(line => JSON.parse(line) as object)).toMatchObject([
      {
        id: 'contoso',
        kind: 'onmicrosoft',
        role: 'Global Reader',
        factors: ['passkey', 'certificate', 'password', 'totp', 'access_pass'],
        isStale: false,
        credentials: [
          { credential: 'certificate', since, expiresAt, state: 'good' },
          { credential: 'password', state: 'ends_soon' },
          { credential: 'passkey', state: 'good' },
          { credential: 'access_pass', state: 'ended' },
        ],
      },
      { id: 'old', kind: 'own_domain', factors: ['password'], monitors: [], isStale: true },
    ]);
    const { stdout } = await bench.run('accounts');
    expect(stdout).toMatch(/contoso +monitor@contoso.*\n.*old .*never +stale/);
    expect(stdout).toMatch(
      /certificate \S+ \(since \S+\); password \S+ expires soon; .*access_pass \S+ expired\n/,
    );
  });

  test('as CSV that a Japanese Excel opens as text', async () => {
    configure('ja');
    const { stdout } = await bench.run('accounts', '--csv');
    const [head = '', first = ''] = stdout.split('\r\n');
    expect(head.startsWith('\ufeff"アカウント","ユーザー名"')).toBe(true);
    expect(first).toMatch(/"password \S+ 期限間近; passkey \S+; access_pass \S+ 期限切れ"$/);
    expect(first).toContain(`"'=HYPERLINK(""https://it.example"",""it-desk, """"Contoso"""""")"`);
    expect(stdout).not.toMatch(/NOWHERE|nowhere/);
  });

  test('need a configuration', async () => {
    const { code, stderr } = await bench.run('accounts');
    expect(code).toBe(2);
    expect(stderr).toContain('there is no configuration');
  });
});
