import { readdirSync, readlinkSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { History, historyFile } from '../../lib/history/history.ts';
import { numberedAccounts } from '../../simulator/accounts.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { atEntry } from './at-entry.ts';
import { Bench, watch } from './genkan.ts';

// Another program has locked the history: a backup, or somebody with a database browser.

let bench: Bench;
let simulator: Simulator;
let other: DatabaseSync | undefined;
beforeEach(async () => {
  bench = new Bench();
  simulator = await startSimulator({ accounts: numberedAccounts(2).map(each => ({ ...each, proofs: [] })) });
});
afterEach(async () => {
  other?.close();
  other = undefined;
  await simulator.stop();
  bench.remove();
});

function lock(): void {
  other = new DatabaseSync(historyFile(bench.path('reports')), { timeout: 10_000 });
  other.exec('BEGIN IMMEDIATE');
}

/** Has a process opened the history? */
function isOpenIn(pid: number | undefined): boolean {
  return readdirSync(`/proc/${pid}/fd`).some(fd => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`) === historyFile(bench.path('reports'));
    } catch {
      return false; // closed meanwhile
    }
  });
}

test('while a run ends: it waits, and the record is there with its result', async () => {
  watch(bench, simulator, { accounts: ['load-01', 'load-02'] });
  const { child, ended } = bench.start('run', '--json');
  let log = '';
  child.stderr?.on('data', (text: string) => (log += text));
  await atEntry(simulator, ({ kind }) => kind === 'session', lock);
  await expect.poll(() => log).toContain('could not be written to the history; this is tried until it works');
  other?.exec('COMMIT');
  const { code, stdout } = await ended;
  expect(code).toBe(0);
  expect(stdout.trim().split('\n')).toHaveLength(2);
  expect((await bench.history()).map(({ verdict }) => verdict)).toEqual(['up', 'up']);
  // The user names are free again.
  expect((await bench.records()).records.map(({ verdict }) => verdict)).toEqual(['up', 'up']);
});

test('before a run: it waits for that, too', async () => {
  watch(bench, simulator, { accounts: ['load-01'] });
  await History.open(bench.path('reports')).close(); // makes the file
  lock();
  const { child, ended } = bench.start('run', '--json');
  await expect.poll(() => isOpenIn(child.pid)).toBe(true);
  // Now it is refused, and tries again.
  await setTimeout(2_000);
  expect(child.exitCode).toBeNull();
  expect(simulator.journal).toEqual([]);
  other?.exec('COMMIT');
  expect((await ended).code).toBe(0);
  expect(await bench.history()).toMatchObject([{ verdict: 'up' }]);
});

test('until the run is stopped: it says what is not written, and its exit code is not that of a good one', async () => {
  watch(bench, simulator, { accounts: ['load-01'] });
  const { child, ended } = bench.start('run', '--json');
  let log = '';
  child.stderr?.on('data', (text: string) => (log += text));
  await atEntry(simulator, ({ kind }) => kind === 'session', lock);
  await expect.poll(() => log).toContain('could not be written to the history; this is tried until it works');
  child.kill('SIGTERM');
  const { code, stdout, stderr } = await ended;
  expect(JSON.parse(stdout)).toMatchObject({ verdict: 'up' });
  expect(code).toBe(3);
  expect(stderr).toContain('how a run ended is not in the history');
  other?.exec('COMMIT');
  await bench.records();
  expect((await bench.history()).map(({ cause, verdict }) => cause ?? verdict)).toEqual([
    'interrupted',
    'up',
  ]);
});
