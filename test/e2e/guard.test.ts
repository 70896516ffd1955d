import { spawn } from 'node:child_process';
import { once } from 'node:events';
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

const knocker = fileURLToPath(new URL('knock.ts', import.meta.url));

/** Many processes that each knock so many times, at once. */
async function knock(processes: number, times: number): Promise<void> {
  const env = { PATH: process.env['PATH'] ?? '', TMPDIR: bench.temporary, ...bench.env };
  const args = [knocker, bench.path('genkan.yaml'), bench.path('reports'), String(times)];
  const children = Array.from({ length: processes }, () =>
    spawn(process.execPath, args, { cwd: bench.folder, env, stdio: 'ignore' }),
  );
  await Promise.all(children.map(child => once(child, 'exit')));
}

function outcomes(): Record<string, number> {
  const history = History.open(bench.path('reports'));
  const counts: Record<string, number> = {};
  for (const { cause, verdict } of history.runs())
    counts[cause ?? verdict] = (counts[cause ?? verdict] ?? 0) + 1;
  history.close();
  return counts;
}

function password(): string {
  const n = simulator.accounts.findIndex(({ username }) => username.startsWith('load-01@'));
  return `PASSWORD_${n}`;
}

test('1,000 runs with a wrong password, by 8 processes at once: Microsoft sees it once', async () => {
  const right = bench.env[password()] ?? '';
  bench.env[password()] = 'not the one';
  await knock(8, 125);
  expect(simulator.journal.filter(({ kind }) => kind === 'password')).toMatchObject([{ ok: false }]);
  const { password_wrong, paused = 0, overlapped = 0, ...others } = outcomes();
  expect(others).toEqual({});
  expect(password_wrong).toBe(1);
  expect(paused + overlapped).toBe(999);

  // Shown in the metrics, told by `accounts`, and over as soon as the secret is another one.
  const prom = await readFile(bench.path('reports', 'genkan.prom'), 'utf8');
  expect(prom).toMatch(/^genkan_account_paused\{.*account="load-01".*\} 1$/m);
  bench.env[password()] = right;
  expect((await bench.records()).records).toMatchObject([{ verdict: 'up' }]);
});

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

test('many processes with one-time codes: no code is seen twice, and every run got in or was overlapped', async () => {
  await knock(4, 1);
  const codes = simulator.journal.filter(({ kind }) => kind === 'code');
  expect(codes.every(({ ok }) => ok)).toBe(true);
  const { up = 0, degraded = 0, overlapped = 0, ...others } = outcomes();
  expect(others).toEqual({});
  expect(up + degraded + overlapped).toBe(4);
  expect(up + degraded).toBeGreaterThan(0);
});
