import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { textsOf } from '../../lib/domain/describe-run.ts';
import { HistoryError } from '../../lib/domain/history-error.ts';
import { mostWaitMs, WaitLimit, whenFree } from '../../lib/domain/when-free.ts';
import { History, historyFile } from '../../lib/history/history.ts';
import type { Clock } from '../../lib/platform/clock.ts';
import { Conclusions } from '../../lib/runner/conclude.ts';
import { aFailure, aRecord } from '../run-records.ts';

let reports: string;
let history: History;
let other: DatabaseSync;
let lines: Array<Record<string, unknown>>;
let over: AbortController;
beforeEach(() => {
  over = new AbortController();
  reports = mkdtempSync(join(tmpdir(), 'genkan-test-'));
  history = History.open(reports);
  other = new DatabaseSync(historyFile(reports));
  lines = [];
});
afterEach(async () => {
  over.abort();
  other.close();
  await history.close();
  rmSync(reports, { recursive: true });
});

const lock = () => other.exec('BEGIN IMMEDIATE');
const unlock = () => other.exec('COMMIT');

/** Time goes on to what is waited for next, and then something may happen. What waits when a test ends waits for ever. */
function aClock(onWait: (now: number) => void = () => undefined): Clock {
  const waiting = new Map<() => void, number>();
  const { signal: testIsOver } = over;
  let now = 0;
  const goOn = () => {
    const [next] = [...waiting].toSorted(([, a], [, b]) => a - b);
    if (next === undefined || testIsOver.aborted) return;
    const [resolve, time] = next;
    waiting.delete(resolve);
    now = Math.max(now, time);
    onWait(now);
    resolve();
  };
  return {
    now: () => now,
    elapsed: () => now,
    until: (time, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        waiting.set(resolve, time);
        signal?.addEventListener('abort', () => {
          waiting.delete(resolve);
          reject(signal.reason as Error);
        });
        setImmediate(goOn);
      }),
  };
}

const makeRoom = () => Promise.resolve(false);
const log = pino({}, { write: line => lines.push(JSON.parse(line) as Record<string, unknown>) });
const later = '2026-11-23T06:00:00.000Z';
/** A wait, and the time between two, is over with the next look. */
const aLookMs = 1_000;
const [first, second] = [aRecord({ runId: 'a' }), aFailure({ runId: 'b', account: 'fabrikam' })];

test('a result that another process keeps from being written is written when that one is gone, and reported meanwhile', async () => {
  await history.expect([first, second], later);
  const problems: string[] = [];
  const clock = aClock(now => {
    if (now < 20_000) problems.push(String(conclusions.problem()));
    else if (other.isTransaction) unlock();
  });
  let late = 0;
  const conclusions = new Conclusions({ history, clock, log, makeRoom, onLate: () => (late += 1) });
  lock();
  const settled: string[] = [];
  // The guard is in the same file: what it cannot be given is given to it later, once.
  const settle = (runId: string) => async () => {
    await history.check();
    await Promise.resolve();
    settled.push(runId);
  };
  await conclusions.conclude(first, 'en', settle('a'));
  await conclusions.conclude(second, 'en', settle('b'));
  expect(lines.map(({ msg }) => msg)).toContain(textsOf(first, 'en').summary);
  expect(await history.runs()).toEqual([]);
  expect(await conclusions.settled(120_000)).toEqual([]);
  expect(await history.runs()).toEqual([first, second]);
  expect(settled).toEqual(['a', 'b']);
  expect(late).toBe(1);
  expect(new Set(problems)).toEqual(new Set(['the history cannot be written: results that wait for it: 2']));
  expect(conclusions.problem()).toBeUndefined();
  expect(lines.at(-1)).toMatchObject({ runs: 2, msg: 'the results of runs are in the history now' });
});

test('while another process is in the way, only one write waits for it, however many runs end', async () => {
  const others = Array.from({ length: 20 }, (_, n) =>
    aRecord({ runId: `run-${n}`, account: `account-${n}` }),
  );
  await history.expect([first, ...others], later);
  let isLocked = true;
  const clock = aClock(() => {
    isLocked &&= tried.length < 5;
  });
  const conclusions = new Conclusions({ history, clock, log, makeRoom });
  const tried: string[] = [];
  const settle = ({ runId }: { readonly runId: string }) => {
    tried.push(runId);
    if (isLocked) throw new HistoryError('database is locked', { kind: 'busy' });
  };
  for (const record of [first, ...others]) await conclusions.conclude(record, 'en', settle);
  expect(tried).toEqual(['a']);
  expect(await conclusions.settled(120_000)).toEqual([]);
  expect(tried.slice(0, 5)).toEqual(Array(5).fill('a'));
  expect(tried.slice(5)).toEqual(['a', ...others.map(({ runId }) => runId)]);
  expect(await history.runs()).toHaveLength(21);
});

test('waiting for the results includes the time while room is made for them', async () => {
  await history.expect([first], later);
  lock();
  const room = Promise.withResolvers<boolean>();
  const clock = aClock(now => {
    if (now >= 5_000 && other.isTransaction) unlock();
  });
  const conclusions = new Conclusions({ history, clock, log, makeRoom: () => room.promise });
  const concluded = conclusions.conclude(first, 'en');
  await expect.poll(() => conclusions.problem()).toBeDefined();
  const settled = conclusions.settled(60_000);
  room.resolve(false);
  expect(await settled).toEqual([]);
  await concluded;
  expect(await history.runs()).toEqual([first]);
});

test('results that stay unwritten are named, whatever else was written', async () => {
  await history.expect([first], later);
  const conclusions = new Conclusions({ history, clock: aClock(), log, makeRoom });
  let tries = 0;
  await conclusions.conclude(first, 'en', () => {
    tries += 1;
    throw new HistoryError('database or disk is full', { kind: 'full' });
  });
  // The record does not wait for the guard.
  expect(await history.runs()).toEqual([first]);
  expect(await conclusions.settled(10_000)).toEqual([first]);
  expect(tries).toBeGreaterThan(5);
  expect(await conclusions.settled(10_000, AbortSignal.abort())).toEqual([first]);
});

test('one that fails for a reason of its own does not keep the others from being written', async () => {
  await history.expect([first, second], later);
  const clock = aClock(now => {
    if (now >= 5_000 && other.isTransaction) unlock();
  });
  const conclusions = new Conclusions({ history, clock, log, makeRoom });
  lock();
  await conclusions.conclude(first, 'en', () => {
    throw new Error('a fault');
  });
  await conclusions.conclude(second, 'en');
  expect(await conclusions.settled(20_000)).toEqual([first]);
  expect(await history.runs()).toEqual([first, second]);
});

describe('all waits of a command together', () => {
  const stop = new AbortController().signal;

  test('are no longer than the limit, however many there are and however many results wait', async () => {
    const clock = aClock();
    const conclude = () => {
      throw new HistoryError('database is locked', { kind: 'busy' });
    };
    const conclusions = new Conclusions({ history: { conclude }, clock, log, makeRoom });
    const limit = new WaitLimit(clock);
    const wait = (until: number) =>
      limit.spend(patienceMs =>
        whenFree(() => clock.now() >= until || conclude(), { clock, stop, patienceMs }),
      );
    await wait(30_000);
    await wait(50_000);
    const before = clock.now();
    expect(before).toBeLessThanOrEqual(50_000 + aLookMs);
    await conclusions.conclude(first, 'en');
    await conclusions.conclude(second, 'en');
    expect(await limit.spend(leftMs => conclusions.settled(leftMs, stop))).toEqual([first, second]);
    expect(clock.now()).toBeGreaterThan(mostWaitMs - aLookMs);
    expect(clock.now()).toBeLessThanOrEqual(mostWaitMs + aLookMs);
    // Nothing is left: the next one tries once.
    const tried = clock.now();
    await expect(wait(Infinity)).rejects.toThrow('database is locked');
    expect(clock.now() - tried).toBeLessThanOrEqual(aLookMs);
  });

  test('what is done in between does not count', async () => {
    const clock = aClock();
    const limit = new WaitLimit(clock);
    await limit.spend(() => clock.until(20_000));
    await clock.until(600_000);
    expect(await limit.spend(leftMs => Promise.resolve(leftMs))).toBe(mostWaitMs - 20_000);
  });

  test('one that fails counts, too', async () => {
    const clock = aClock();
    const limit = new WaitLimit(clock);
    const failing = limit.spend(async () => {
      await clock.until(mostWaitMs * 2);
      throw new Error('a fault');
    });
    await expect(failing).rejects.toThrow('a fault');
    expect(await limit.spend(leftMs => Promise.resolve(leftMs))).toBe(0);
  });
});

test('work waits for a history that another process has locked, and keeps nothing else waiting', async () => {
  lock();
  const clock = aClock(now => {
    if (now >= 20_000) unlock();
  });
  await whenFree(() => history.expect([first], later), { clock, patienceMs: 120_000 });
  expect(clock.now()).toBeGreaterThanOrEqual(20_000);
  lock();
  const impatient = whenFree(() => history.expect([second], later), { clock: aClock(), patienceMs: 2_000 });
  await expect(impatient).rejects.toThrow(/cannot be written: another program has locked it/);
  await impatient.catch((error: unknown) => expect(error).toMatchObject({ kind: 'busy' }));
  await expect(
    whenFree(() => Promise.reject(new Error('another reason')), { clock: aClock(), patienceMs: 2_000 }),
  ).rejects.toThrow('another reason');
  unlock();
});
