import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { numberedAccounts } from '../../simulator/accounts.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { Bench, watch } from './genkan.ts';
import { type Forbidden, forbiddenByFile, forbiddenFor, search, searchLeft } from './leak-search.ts';

const awkward = ['pass word', 'q"u\'o&t%e+<s>', 'パスワード🔑', '\\back/slash=?#', 'correct'.repeat(8)];
/** Beside these, `scenarios.test.ts` searches what each scenario leaves. */
const ways = ['unknown-page', 'code-rejected'];

describe('nothing that a run leaves behind holds a secret', () => {
  const bench = new Bench();
  let simulator: Simulator;
  let forbidden: Forbidden[];
  let forbiddenIn: (file: string) => Forbidden[];
  let printed = '';
  beforeAll(async () => {
    simulator = await startSimulator({
      accounts: [
        ...numberedAccounts(awkward.length, 'awkward').map((account, n) => ({
          ...account,
          password: `Zx${n}${awkward[n]}!`,
        })),
        ...ways.map(name => ({ username: `${name}@contoso.onmicrosoft.com`, scenario: name })),
      ],
    });
    watch(bench, simulator, { engines: ['chromium', 'firefox'] });
    const first = await bench.run('run', '--engine', 'chromium');
    const second = await bench.run('run', '--json', '--engine', 'firefox', '--account', 'unknown-page');
    expect(second.stdout).toContain('"cause":"unknown_screen"');
    // Only a failure that goes on is traced.
    const again = await bench.run('run', '--engine', 'chromium', '--account', 'unknown-page');
    const listed = await bench.run('runs');
    forbidden = forbiddenFor(simulator.accounts);
    forbiddenIn = forbiddenByFile(simulator, { records: await bench.history() });
    printed = [first, second, again, listed].map(({ stdout, stderr }) => stdout + stderr).join('\n');
    expect(printed).toContain('awkward-05');
  });
  afterAll(async () => {
    await simulator.stop();
    bench.remove();
  });

  test('what was printed and logged', () => {
    expect(search(printed, forbidden)).toEqual([]);
  });

  test('every file: history, metrics, records, pictures', () => {
    const files = bench.files('reports');
    expect(files.length).toBeGreaterThan(10);
    expect(files.filter(file => file.endsWith('trace.zip'))).not.toEqual([]);
    expect(searchLeft(bench, forbiddenIn)).toEqual([]);
  });

  test('the search itself is not misled by what a database puts between', () => {
    const database = 'https://x/?state=[reda\0\0\0\u0005cted]&nonce=\0\0\0\u0005[redacted]';
    expect(search(database, forbidden)).toEqual([]);
    expect(search('https://x/?state=[red&x=1', forbidden)).toEqual(['a code or token in an address']);
  });

  test('the search itself finds what is planted, in every encoding', () => {
    const [account] = simulator.accounts;
    const password = account?.password ?? '';
    for (const planted of [
      password,
      encodeURIComponent(password),
      JSON.stringify({ password }),
      new URLSearchParams({ passwd: password }).toString(),
      Buffer.from(`ab${password}cd`).toString('base64'),
      `"${account?.totp}"`,
      'https://x/?code=0.AXo',
      'Cookie: ESTSAUTH=0.A',
    ]) {
      expect(search(`before ${planted} after`, forbidden), planted).not.toEqual([]);
    }
  });
});
