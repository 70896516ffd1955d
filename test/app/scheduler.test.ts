import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Generation, Scheduler } from '../../lib/app/scheduler.ts';
import { HistoryError } from '../../lib/domain/history-error.ts';
import type { Plan } from '../../lib/domain/plan.ts';
import { History } from '../../lib/history/history.ts';
import { aborted } from '../../lib/platform/aborted.ts';
import { type Clock, isoTime } from '../../lib/platform/clock.ts';
import { Secret } from '../../lib/platform/secret.ts';
import type { Conclusions } from '../../lib/runner/conclude.ts';
import { Runner } from '../../lib/runner/runner.ts';
import adminCenter from '../../monitors/admin-center.monitor.ts';
import { evidenceIn, runContextIn } from '../run-context.ts';
import { aRecord } from '../run-records.ts';

const minute = 60_000;

/** Time that passes as fast as it is waited for. */
class FastClock implements Clock {
  #now = Date.parse('2026-11-23T05:00:00Z');
  now = () => this.#now;
  elapsed = () => this.#now;
  async until(time: number, signal?: AbortSignal): Promise<void> {
    await new Promise(resolve => setImmediate(resolve));
    signal?.throwIfAborted();
    this.#now = Math.max(this.#now, time);
  }
}

let reports: string;
let history: History;
let clock: FastClock;
let stop: AbortController;
beforeEach(() => {
  reports = mkdtempSync(join(tmpdir(), 'genkan-scheduler-'));
  history = History.open(reports);
  clock = new FastClock();
  stop = new AbortController();
});
afterEach(async () => {
  await history.close();
  rmSync(reports, { recursive: true });
});

const log = pino({ level: 'silent' });

/** Its engine is not installed: every run is over at once, as `browser_not_started`. */
function generationOf(accounts: readonly string[], events: string[] = [], used = history): Generation {
  const plan: Plan = {
    location: 'here',
    simulated: false,
    engines: ['webkit'],
    standardEngines: ['webkit'],
    plannedMonitors: [
      {
        monitor: adminCenter,
        accounts: accounts.map(id => ({
          id,
          username: `${id}@contoso.example`,
          tenant: 'contoso',
          cloud: 'global',
          password: new Secret('x'),
        })),
        everyMs: 5 * minute,
        timeoutMs: minute,
        slowMs: minute,
      },
    ],
  };
  return {
    plan,
    parts: runContextIn(reports, used, { clock, log }),
    retention: { runsMs: 400 * 86_400_000, evidenceMs: 30 * 86_400_000, maxBytes: 5e9 },
    close: async () => void events.push('close'),
  };
}

const schedulerOf = (generation: Generation, used = history, events: string[] = []): Promise<Scheduler> =>
  Scheduler.from(generation, {
    clock,
    history: used,
    conclusions: generation.parts.conclusions,
    log,
    runner: new Runner(2),
    publisher: { publish: async () => void events.push('publish'), settled: async () => undefined },
    breakOff: () => undefined,
  });

/** Lets time pass until something holds, then stops. */
async function runUntil(scheduler: Scheduler, isSo: () => Promise<boolean>): Promise<void> {
  const over = scheduler.run(stop.signal);
  while (!(await isSo())) await new Promise(resolve => setImmediate(resolve));
  stop.abort();
  await over;
}

const causes = async () => (await history.runs()).map(run => run.cause);

/** The same history, on a disk that is full while `isFull` says so. */
function onFullDisk(
  method: 'claim' | 'conclude' | 'abandoned' | 'check',
  isFull: () => boolean | Promise<boolean>,
): History {
  return new Proxy(history, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]) => {
        if (name === method && (await isFull()))
          throw new HistoryError('database or disk is full', { kind: 'full' });
        return Reflect.apply(value, target, args) as unknown;
      };
    },
  });
}

test('runs each account at its time, and publishes to the sinks after each', async () => {
  const events: string[] = [];
  await runUntil(
    await schedulerOf(generationOf(['a', 'b'], events), history, events),
    async () => (await history.runs()).length >= 8,
  );
  const byAccount = Map.groupBy(await history.runs(), run => run.account);
  for (const [account, runs] of byAccount) {
    const due = runs.map(run => Date.parse(run.scheduledAt));
    expect(
      due.slice(2).map((at, n) => at - (due[n + 1] ?? 0)),
      account,
    ).toEqual(due.slice(2).map(() => 5 * minute));
  }
  expect(new Set(await causes())).toEqual(new Set(['browser_not_started']));
  expect(events.filter(event => event === 'publish').length).toBeGreaterThan(3);
  expect(events.at(-1)).toBe('close');
});

test.each<[string, number, string, ('claim' | 'check')?]>([
  ['a minute is recorded as missed', 90_000, 'missed'],
  ['some seconds runs a little later', 20_000, 'browser_not_started'],
  ['longer than its interval is missed, and its successors are not held up', 12 * minute, 'missed', 'check'],
])(
  'a run that cannot be recorded before its start because of %s',
  async (_what, lockedMs, first, method = 'claim') => {
    const start = clock.now();
    let firstTry = Infinity;
    const problems = new Set<string | undefined>();
    const used = onFullDisk(method, () => {
      firstTry = Math.min(firstTry, clock.now());
      return clock.now() < firstTry + lockedMs;
    });
    const scheduler = await schedulerOf(generationOf(['a'], [], used), used);
    await runUntil(scheduler, async () => {
      problems.add(scheduler.problem());
      return (await history.runs()).length >= 3;
    });
    expect((await causes())[0]).toBe(first);
    expect((await causes()).slice(1, 3)).toContain('browser_not_started');
    expect(problems).toContain('the history cannot be written');
    expect(scheduler.problem()).toBeUndefined();
    // Nobody was silent for longer than an interval.
    expect(clock.now() - start).toBeLessThan(lockedMs + 3 * 5 * minute + minute);
    expect(await causes()).not.toContain('overlapped');
  },
);

test('a full disk gets room again: evidence is removed before the failed write is tried again', async () => {
  const { store } = evidenceIn(reports);
  const filmstrip = [{ kind: 'film' as const, name: '01-email.jpg', bytes: new Uint8Array(3) }];
  const old = (runId: string) =>
    store.save({ runId, scheduledAt: '2026-09-01T00:00:00Z' }, filmstrip, [], '2026-09-01T00:00:00Z');
  await old('old');
  let isBegun = false;
  const isFull = async () => (await store.list()).some(({ date }) => date === '2026-09-01');
  const used = onFullDisk('claim', isFull);
  const scheduler = await schedulerOf(generationOf(['a'], [], used), used);
  expect(await isFull()).toBe(false);
  // It fills up later, soon after the last time that something was removed.
  await runUntil(scheduler, async () => {
    if (!isBegun && (await history.runs()).length > 0) {
      isBegun = true;
      void old('older');
    }
    return (await history.runs()).length >= 4;
  });
  expect(isBegun && !(await isFull())).toBe(true);
  expect(clock.now()).toBeLessThan(Date.parse('2026-11-23T05:30:00Z'));
});

test('starts although the runs of the process before cannot be closed', async () => {
  let failures = 1;
  const used = onFullDisk('abandoned', () => failures-- > 0);
  await runUntil(
    await schedulerOf(generationOf(['a'], [], used), used),
    async () => (await history.runs()).length > 0,
  );
  expect(failures).toBeLessThan(0);
});

test('a record that cannot be written is written as soon as there is room', async () => {
  let failures = 3;
  const used = onFullDisk('conclude', () => failures-- > 0);
  await runUntil(
    await schedulerOf(generationOf(['a'], [], used), used),
    async () => (await history.runs()).length >= 2,
  );
  expect((await causes()).slice(0, 2)).toEqual(['browser_not_started', 'browser_not_started']);
});

test('two processes that share a history perform each due run once', async () => {
  const second = History.open(reports);
  // Both have been there for a while: what is new comes at a time of its own in each.
  const known = aRecord({
    account: 'a',
    location: 'here',
    engine: 'webkit',
    scheduledAt: isoTime(clock.now()),
  });
  await history.expect([known], known.endedAt);
  await history.conclude(known);
  const schedulers = await Promise.all([
    schedulerOf(generationOf(['a'])),
    schedulerOf(generationOf(['a'], [], second), second),
  ]);
  const over = schedulers.map(scheduler => scheduler.run(stop.signal));
  while ((await history.runs()).length < 8) await new Promise(resolve => setImmediate(resolve));
  stop.abort();
  await Promise.all(over);
  await second.close();
  const [, ...runs] = await history.runs();
  expect(new Set(runs.map(run => run.cause))).toEqual(new Set(['browser_not_started']));
  const due = runs.map(run => Date.parse(run.scheduledAt));
  expect(due.slice(1).map((at, n) => at - (due[n] ?? 0))).toEqual(due.slice(1).map(() => 5 * minute));
});

test('another generation takes over, and the one before is released', async () => {
  const [before, after]: [string[], string[]] = [[], []];
  const scheduler = await schedulerOf(generationOf(['a'], before));
  let isReplaced = false;
  await runUntil(scheduler, async () => {
    if (!isReplaced && (await history.runs()).length > 0) {
      isReplaced = true;
      scheduler.replace(generationOf(['b'], after));
    }
    return (await history.runs()).some(run => run.account === 'b');
  });
  expect(before).toContain('close');
  expect(after.at(-1)).toBe('close');
  expect((await history.runs()).filter(run => run.account === 'a')).toHaveLength(1);
});

test('asked to stop while the history takes nothing: the sinks have time of their own for the results', async () => {
  const generation = generationOf(['a']);
  const locked: Pick<Conclusions, 'settled' | 'problem'> = {
    problem: () => undefined,
    settled: async (_, over) => {
      if (over !== undefined) await aborted(over);
      return [];
    },
  };
  const isOver: unknown[] = [];
  const scheduler = await Scheduler.from(generation, {
    clock,
    history,
    conclusions: locked,
    log,
    runner: new Runner(2),
    publisher: { publish: async () => undefined, settled: async over => void isOver.push(over?.aborted) },
    breakOff: () => undefined,
  });
  await runUntil(scheduler, async () => (await history.runs()).length > 0);
  expect(isOver).toEqual([false]);
});

test('a schedule that has stopped is reported as a problem', async () => {
  const scheduler = await schedulerOf(generationOf(['a']));
  expect(scheduler.problem()).toBe('the schedule is not running');
  await runUntil(scheduler, async () => scheduler.problem() === undefined);
});
