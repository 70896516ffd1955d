import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { History } from '../../lib/history/history.ts';
import { numberedAccounts } from '../../simulator/accounts.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { Bench, watch } from './genkan.ts';

let bench: Bench;
let simulator: Simulator;
beforeEach(async () => {
  bench = new Bench();
  simulator = await startSimulator({ accounts: numberedAccounts(1) });
  watch(bench, simulator, { accounts: ['load-01'] });
});
afterEach(async () => {
  await simulator.stop();
  bench.remove();
});

const signInAgain = fileURLToPath(new URL('sign-in-again.ts', import.meta.url));
const locks = fileURLToPath(new URL('locks.ts', import.meta.url));

/** Resolves when so many processes that run the same have ended. */
async function inProcesses(count: number, ...args: string[]): Promise<void> {
  const env = { PATH: process.env['PATH'] ?? '', TMPDIR: bench.temporary, ...bench.env };
  const children = Array.from({ length: count }, () =>
    spawn(process.execPath, args, { cwd: bench.folder, env, stdio: 'ignore' }),
  );
  await Promise.all(children.map(child => once(child, 'exit')));
}

/** Many processes that each sign in so many times, at once. */
const signInFrom = (processes: number, times: number, how = 'in-turn'): Promise<void> =>
  inProcesses(processes, signInAgain, bench.path('genkan.yaml'), bench.path('reports'), String(times), how);

async function outcomes(): Promise<Record<string, number>> {
  const history = History.open(bench.path('reports'));
  const counts: Record<string, number> = {};
  for (const { cause, verdict } of await history.runs())
    counts[cause ?? verdict] = (counts[cause ?? verdict] ?? 0) + 1;
  await history.close();
  return counts;
}

function password(): string {
  const n = simulator.accounts.findIndex(({ username }) => username.startsWith('load-01@'));
  return `PASSWORD_${n}`;
}

test('1,000 runs with a wrong password, by 8 processes at once: Microsoft sees it once', async () => {
  const right = bench.env[password()] ?? '';
  bench.env[password()] = 'not the one';
  await signInFrom(8, 125);
  expect(simulator.journal.filter(({ kind }) => kind === 'password')).toMatchObject([{ ok: false }]);
  const { password_wrong, paused = 0, overlapped = 0, ...others } = await outcomes();
  expect(others).toEqual({});
  expect(password_wrong).toBe(1);
  expect(paused + overlapped).toBe(999);

  // Shown in the metrics and by `accounts`, and over as soon as the secret is another one.
  const prom = await readFile(bench.path('reports', 'genkan.prom'), 'utf8');
  expect(prom).toMatch(/^genkan_account_paused\{.*account="load-01".*\} 1$/m);
  bench.env[password()] = right;
  expect((await bench.records()).records).toMatchObject([{ verdict: 'up' }]);
});

/** A run that ends itself with this signal as soon as it has written down that the account is paused. */
const endedAtPause = (signal: string) => `import { writeSync } from 'node:fs';
  import { DatabaseSync } from 'node:sqlite';
  const { exec } = DatabaseSync.prototype;
  const paused = "SELECT 1 FROM guard_states WHERE json_array_length(state, '$.pauses') > 0";
  let isEnded = false;
  DatabaseSync.prototype.exec = function (sql) {
    exec.call(this, sql);
    if (isEnded || sql !== 'COMMIT' || this.prepare(paused).get() === undefined) return;
    isEnded = true;
    writeSync(2, '${signal} is sent\\n');
    process.kill(process.pid, '${signal}');
  };`;

test.each([
  ['SIGKILL', 'interrupted'],
  ['SIGTERM', 'password_wrong'],
] as const)(
  'a refused password is not forgotten when %s ends the run right after it',
  async (signal, cause) => {
    bench.env[password()] = 'not the one';
    bench.preload(endedAtPause(signal));
    const { stderr } = await bench.run('run');
    bench.preload();
    expect(stderr).toContain(`${signal} is sent`);
    expect((await bench.records()).records).toMatchObject([{ cause: 'paused' }]);
    expect(await bench.history()).toMatchObject([{ cause }, { cause: 'paused' }]);
    expect(simulator.journal.filter(({ kind }) => kind === 'password')).toMatchObject([{ ok: false }]);
  },
);

test('a person can resume an account', async () => {
  bench.env[password()] = 'not the one';
  await bench.records();
  const { records } = await bench.records();
  expect(records).toMatchObject([
    { cause: 'paused', summary: 'The account is paused: The password is wrong' },
  ]);
  expect((await bench.run('resume', 'load-01')).code).toBe(0);
  expect((await bench.records()).records).toMatchObject([{ cause: 'password_wrong' }]);
  expect((await bench.run('resume', 'nobody')).stderr).toContain('the account "nobody" is not paused');
});

test('100 runs with one-time codes, by 4 processes at once: no code is seen twice, each got in or was overlapped', async () => {
  watch(bench, simulator, { accounts: ['load-01'], more: 'sinks: []' });
  await signInFrom(4, 25, 'at-once');
  const codes = simulator.journal.filter(({ kind }) => kind === 'code');
  expect(codes.filter(({ ok }) => !ok)).toEqual([]);
  const { up = 0, degraded = 0, overlapped = 0, ...others } = await outcomes();
  expect(others).toEqual({});
  expect(up + degraded + overlapped).toBe(100);
  expect(up + degraded).toBe(codes.length);
  expect(codes.length).toBeGreaterThan(0);
  expect(overlapped).toBeGreaterThan(0);
});

test('100 sign-ins that wait for their turn, in 4 processes: one at a time, each with a code of its own', async () => {
  await inProcesses(4, locks, bench.path('reports'), bench.path('turns'), '25');
  const lines = readFileSync(bench.path('turns'), 'utf8').trim().split('\n');
  const turn = lines.map(line => line.split(' '));
  expect(turn).toHaveLength(200);
  for (let n = 0; n < turn.length; n += 2) {
    const [begin, end] = [turn[n], turn[n + 1]];
    expect([begin?.[0], end?.[0], end?.[1]]).toEqual(['begin', 'end', begin?.[1]]);
  }
  expect(new Set(turn.flatMap(([what, , code]) => (what === 'end' ? [code] : []))).size).toBe(100);
  expect(new Set(turn.map(([, process]) => process)).size).toBe(4);
});
