import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { serve } from '../../lib/app/serve.ts';
import type { RunRecord } from '../../lib/domain/run-record.ts';
import { History, historyFile } from '../../lib/history/history.ts';
import type { Clock } from '../../lib/platform/clock.ts';
import { Redactor } from '../../lib/platform/redaction.ts';
import { DriverFaults } from '../../lib/runner/driver-faults.ts';
import { numberedAccounts } from '../../simulator/accounts.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { atEntry } from './at-entry.ts';
import { Bench, watch } from './genkan.ts';

const second = 1_000;
const minute = 60 * second;
const year = 365 * 24 * 60 * minute;

/** The machine's time, which the test lets pass faster, and whose clock it can set. */
class SetClock implements Clock {
  #passedMs = 0;
  #aheadMs = 0;
  readonly #waiting = new Set<() => void>();

  now = () => Date.now() + this.#passedMs + this.#aheadMs;
  elapsed = () => performance.now() + this.#passedMs;

  until(time: number, signal?: AbortSignal): Promise<void> {
    const end = this.elapsed() + (time - this.now());
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        signal?.removeEventListener('abort', abort);
      };
      // A timer may be early by as much as the work before it has taken.
      const look = () => {
        clearTimeout(timer);
        const leftMs = end - this.elapsed();
        if (leftMs > 0) {
          timer = setTimeout(look, leftMs);
          return;
        }
        leave();
        resolve();
      };
      const abort = () => {
        leave();
        reject(signal?.reason as Error);
      };
      let timer: NodeJS.Timeout | undefined;
      if (signal?.aborted) return abort();
      signal?.addEventListener('abort', abort);
      this.#waiting.add(look);
      timer = setTimeout(look, Math.max(0, end - this.elapsed()));
    });
  }

  /** Time passes; whatever waited for it goes on. */
  async pass(ms: number): Promise<void> {
    this.#passedMs += ms;
    for (const look of this.#waiting) look();
    for (let n = 0; n < 10; n += 1) await new Promise(resolve => setImmediate(resolve));
  }

  /** Somebody sets the clock; no time passes. */
  set(aheadMs: number): void {
    this.#aheadMs = aheadMs;
  }
}

let bench: Bench;
let simulator: Simulator;
let stop: AbortController;
let clock: SetClock;
let serving: Promise<void>;
let other: DatabaseSync | undefined;
const driverFaults = new DriverFaults();

const disk = () => bench.path('disk');
const reports = () => bench.path('disk', 'reports');

beforeEach(async () => {
  bench = new Bench();
  clock = new SetClock();
  stop = new AbortController();
  mkdirSync(disk());
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', disk()]);
  simulator = await startSimulator({ accounts: numberedAccounts(1).map(each => ({ ...each, proofs: [] })) });
  watch(bench, simulator, { accounts: ['load-01'], more: 'sinks: []' });
  serving = serve(
    {
      env: { ...bench.env, PATH: process.env['PATH'] },
      configFile: bench.path('genkan.yaml'),
      reports: reports(),
      headless: true,
      stop: stop.signal,
      driverFaults,
      stderr: { fd: openSync(bench.path('log'), 'a'), isTTY: false },
      redactor: new Redactor(),
      colour: false,
    },
    { listen: '127.0.0.1:0', schedule: true },
    () => undefined,
    clock,
  );
  await expect.poll(() => said('serving')).toHaveLength(1);
});
afterEach(async () => {
  stop.abort();
  await serving;
  other?.close();
  await simulator.stop();
  execFileSync('umount', ['-l', disk()]);
  bench.remove();
});

type Line = Readonly<Record<string, unknown>>;

const lines = (): Line[] =>
  readFileSync(bench.path('log'), 'utf8')
    .split('\n')
    .filter(line => line.startsWith('{'))
    .map(line => JSON.parse(line) as Line);
const said = (text: string): Line[] => lines().filter(({ msg }) => String(msg).includes(text));

async function get(path: string): Promise<string> {
  return (await fetch(`${String(said('serving')[0]?.['address'])}${path}`)).text();
}
const ready = () => get('/readyz');
/** What `genkan_signin_up` says; nothing where it says nothing. */
const upMetric = async () => /^genkan_signin_up\{.*\} (\d)$/m.exec(await get('/metrics'))?.[1];

async function runs(): Promise<RunRecord[]> {
  const history = History.read(reports());
  const found = await history.runs();
  await history.close();
  return found;
}
const sessions = () => simulator.journal.filter(({ kind }) => kind === 'session').length;
const results = () => lines().filter(({ verdict }) => verdict !== undefined);

/** Time passes until the next run has begun, and no further. */
async function untilUnderWay(): Promise<void> {
  for (let passed = 0; !(await get('/')).includes('running now'); passed += second) {
    if (passed > 11 * minute) throw new Error('nothing has become due');
    await clock.pass(second);
  }
}

/** The run that is under way has ended, and its result was logged after so many others. */
async function untilEnded(before: number): Promise<void> {
  await expect.poll(async () => (await get('/')).includes('running now')).toBe(false);
  await expect.poll(() => results().length).toBeGreaterThan(before);
}

/** The next run, from when it is due until its result is known. No time passes meanwhile but its own. */
async function nextRun(): Promise<Line | undefined> {
  const before = results().length;
  await untilUnderWay();
  await untilEnded(before);
  return results().slice(before).at(-1);
}

test('one serve survives everything that may happen around it', async () => {
  expect(await nextRun()).toMatchObject({ verdict: 'up' });
  expect(await upMetric()).toBe('1');
  expect(await ready()).toBe('ready\n');

  // Another program has locked the history for longer than the run takes.
  const isLocked = atEntry(
    simulator,
    ({ kind }) => kind === 'session',
    () => {
      other = new DatabaseSync(historyFile(reports()), { timeout: 10_000 });
      other.exec('BEGIN IMMEDIATE');
    },
  );
  await untilUnderWay();
  await isLocked;
  await expect
    .poll(() => said('could not be written to the history; this is tried until it works'))
    .toHaveLength(1);
  for (let n = 0; n < 50; n += 1) await clock.pass(second);
  expect(await ready()).toContain('the history cannot be written');
  expect(await get('/')).toContain('load-01');
  expect(await runs()).toHaveLength(1);
  other?.exec('COMMIT');
  other?.close();
  other = undefined;
  await expect.poll(async () => (await clock.pass(second), await ready())).toBe('ready\n');
  expect((await runs()).map(({ verdict }) => verdict)).toEqual(['up', 'up']);
  expect(await nextRun()).toMatchObject({ verdict: 'up' });

  // The reports folder is removed.
  const known = await runs();
  rmSync(reports(), { recursive: true });
  expect(await ready()).toBe('the history was removed or replaced\n');
  await clock.pass(15 * second);
  await expect.poll(() => said('it was created again with all its contents')).toHaveLength(1);
  await expect.poll(ready).toBe('ready\n');
  expect(await runs()).toEqual(known);
  expect(await nextRun()).toMatchObject({ verdict: 'up' });

  // The disk is full when the next run is due, and gets room again.
  const emptyLog = new DatabaseSync(historyFile(reports()), { timeout: 10_000 });
  emptyLog.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  emptyLog.close();
  fillDisk();
  await expect
    .poll(async () => (await clock.pass(second), await ready()))
    .toBe('the history cannot be written\n');
  expect(await upMetric()).toBe('1');
  const beforeFull = sessions();
  for (let n = 0; n < 20; n += 1) await clock.pass(second);
  expect(sessions()).toBe(beforeFull);
  rmSync(bench.path('disk', 'filler'));
  expect(await nextRun()).toMatchObject({ verdict: 'up' });
  expect(await ready()).toBe('ready\n');

  // The clock goes a year ahead, and is right again while nobody gets in.
  clock.set(year);
  expect(await nextRun()).toMatchObject({ verdict: 'up' });
  expect(await upMetric()).toBe('1');
  clock.set(0);
  expect(await upMetric()).toBeUndefined();
  simulator.setScenario('sign-in-503');
  expect(await nextRun()).toMatchObject({ verdict: 'down' });
  expect(await upMetric()).toBe('0');
  simulator.setScenario('ordinary');
  expect(await nextRun()).toMatchObject({ verdict: 'up' });
  expect(await upMetric()).toBe('1');

  // The browser driver throws in the middle of a run.
  const beforeFault = results().length;
  await untilUnderWay();
  const fault = new Error('Object with guid handle@1 was not bound in the connection');
  fault.stack = `${String(fault.stack)}\n    at /app/node_modules/playwright-core/lib/client/connection.js:1:1`;
  await expect.poll(() => driverFaults.report(fault)).toBe(true);
  await untilEnded(beforeFault);
  expect(await nextRun()).toMatchObject({ verdict: 'up' });
  expect(await ready()).toBe('ready\n');

  // Nothing was lost, and each result that says up was a sign-in.
  expect((await runs()).map(({ runId }) => runId)).toEqual(results().map(({ runId }) => runId));
  expect((await runs()).filter(({ cause }) => cause === 'missed')).toHaveLength(1);
  expect((await runs()).filter(({ verdict }) => verdict === 'up').length).toBeLessThanOrEqual(sessions());
});

function fillDisk(): void {
  const filler = bench.path('disk', 'filler');
  writeFileSync(filler, '');
  for (const bytes of [1_000_000, 4_096, 1])
    try {
      for (;;) appendFileSync(filler, Buffer.alloc(bytes));
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
    }
}
