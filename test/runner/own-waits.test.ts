import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunRecord } from '../../lib/domain/run-record.ts';
import { History } from '../../lib/history/history.ts';
import type { Clock } from '../../lib/platform/clock.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { Browsers } from '../../lib/runner/browsers.ts';
import { Authenticator } from '../../lib/sign-in/totp.ts';
import adminCenter from '../../monitors/admin-center.monitor.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { performRuns, runContextIn } from '../run-context.ts';
import { aRecord } from '../run-records.ts';

// The wait for the next one-time code is longer than the time that the run may take.

/** The real time plus what a test adds to it. Those that wait for a time are woken when it has come. */
class SteppedClock implements Clock {
  #aheadMs = 0;
  readonly #sleepers = new Set<{ readonly time: number; readonly wake: () => void }>();

  now = () => Date.now() + this.#aheadMs;
  elapsed = () => performance.now() + this.#aheadMs;

  async until(time: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const woken = Promise.withResolvers<void>();
    const sleeper = { time, wake: woken.resolve };
    const timer = setTimeout(woken.resolve, Math.max(0, time - this.now()));
    const leave = () => woken.reject(signal?.reason as Error);
    signal?.addEventListener('abort', leave, { once: true });
    this.#sleepers.add(sleeper);
    try {
      await woken.promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', leave);
      this.#sleepers.delete(sleeper);
    }
  }

  isAwaited = (time: number) => [...this.#sleepers].some(sleeper => sleeper.time === time);

  moveTo(time: number): void {
    this.#aheadMs += Math.max(0, time - this.now());
    for (const sleeper of this.#sleepers) if (sleeper.time <= this.now()) sleeper.wake();
  }
}

const username = 'waits@contoso.onmicrosoft.com';
const password = 'Zx-typed-and-awaited';
const totp = new Secret('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
const timeoutMs = 55_000;

const reports = mkdtempSync(join(tmpdir(), 'genkan-test-'));
const clock = new SteppedClock();
let simulator: Simulator;
let history: History;
let browsers: Browsers;
beforeAll(async () => {
  simulator = await startSimulator({
    clock: clock.now,
    accounts: [{ username, password, totp: totp.reveal() }],
  });
  history = History.open(reports);
  const { proxy, ca } = simulator;
  browsers = new Browsers(engine => ({
    engine,
    headless: true,
    proxy: new Secret(proxy),
    trust: ca,
    locale: 'en-US',
    env: { PATH: process.env['PATH'] },
  }));
});
afterAll(async () => {
  await browsers.close();
  await history.close();
  await simulator.stop();
  rmSync(reports, { recursive: true });
});

/** A run, after other sign-ins have used so many of the next codes; when the code is that it then waits for. */
async function perform(
  n: number,
  codesUsed: number,
): Promise<{ done: Promise<RunRecord>; startedAt: number; codeAt: number }> {
  const authenticator = new Authenticator(totp);
  // At the beginning of a code's time, so that it does not depend on the moment how long the wait is.
  const begun = authenticator.firstUsableStep(clock.now()) + 1;
  clock.moveTo(authenticator.startOf(begun));
  const first = authenticator.firstUsableStep(clock.now() + 5_000);
  for (let step = first - 1; step < first + codesUsed; step += 1)
    await history.guard.claimCode(authenticator.fingerprint, step);
  const runId = `20261123T05451283${n}-7k3q9x2m`;
  const record = aRecord({ runId, roundId: runId });
  const { monitor, account, tenant, cloud, location, simulated, engine, genkanVersion } = record;
  const due = { runId, roundId: runId, monitor, account, tenant, cloud, location, simulated, engine };
  const run = {
    due: { schemaVersion: 1, ...due, genkanVersion, scheduledAt: new Date(clock.now()).toISOString() },
    monitor: adminCenter,
    startUrl: 'https://admin.microsoft.com/',
    account: { id: account, username, tenant, cloud, password: new Secret(password), totp },
    otherEngines: [],
    timeoutMs,
    slowMs: timeoutMs,
  } as const;
  const parts = runContextIn(reports, history, {
    browsers,
    clock,
    way: { proxy: new Secret(simulator.proxy) },
  });
  const startedAt = clock.now();
  const done = performRuns([run], parts).then(([ended]) => ended as RunRecord);
  return { done, startedAt, codeAt: authenticator.startOf(first + codesUsed) };
}

test('a wait for the next code counts neither as time of a step nor against the time limit of the run', async () => {
  const { done, startedAt, codeAt } = await perform(1, 2);
  await expect.poll(() => clock.isAwaited(codeAt)).toBe(true);
  clock.moveTo(codeAt);
  const record = await done;
  // With the wait it lasted longer than its limit.
  expect(codeAt - startedAt).toBeGreaterThan(timeoutMs);
  // Slow is what takes as long as the limit, which is less than the wait.
  expect(record).toMatchObject({ verdict: 'up', factor: 'totp' });
});

test('where others have used up the next codes, the record says so, and none is typed', async () => {
  const codesSent = () => simulator.journal.filter(({ kind }) => kind === 'code').length;
  const before = codesSent();
  const { done } = await perform(2, 5);
  expect(await done).toMatchObject({ verdict: 'unknown', cause: 'no_code_in_time', fault: 'monitor' });
  expect(codesSent()).toBe(before);
});
