import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { History } from '../../lib/history/history.ts';
import type { Clock } from '../../lib/platform/clock.ts';
import type { Browsers } from '../../lib/runner/browsers.ts';
import { performRun } from '../../lib/runner/run.ts';
import adminCenter from '../../monitors/admin-center.monitor.ts';
import { runContextIn } from '../run-context.ts';
import { aRecord } from '../run-records.ts';
import { anAccount, minute, userKey } from './guard-bench.ts';

let reports: string;
let history: History;
beforeEach(() => {
  reports = mkdtempSync(join(tmpdir(), 'genkan-test-'));
  history = History.open(reports);
});
afterEach(async () => {
  await history.close();
  rmSync(reports, { recursive: true });
});

/** Time that passes as fast as it is waited for, once nothing else is to be done. */
function fastClock(): Clock {
  let now = Date.parse('2026-11-23T06:00:00Z');
  return {
    now: () => now,
    elapsed: () => now,
    until: async (time, signal) => {
      for (let n = 0; n < 20; n += 1) await new Promise(resolve => setImmediate(resolve));
      signal?.throwIfAborted();
      now = Math.max(now, time);
    },
  };
}

/** Whatever is asked of it, it answers with itself, or with what is named. */
function stub(named: Readonly<Record<string, unknown>>): unknown {
  const answer: unknown = new Proxy(() => undefined, {
    get: (_, name) => (name === 'then' ? undefined : (named[String(name)] ?? answer)),
    apply: () => answer,
  });
  return answer;
}

/** Browsers whose driver goes wrong as soon as the page is asked for, and how often one was taken. */
function browsersThat(fail: () => Promise<unknown>): { browsers: Browsers; taken: string[] } {
  const taken: string[] = [];
  const lease = (engine: string) => {
    taken.push(engine);
    const page = stub({ goto: fail, isClosed: () => false });
    const context = stub({
      cookies: () => Promise.resolve([]),
      storageState: () => Promise.resolve({ origins: [] }),
      newPage: () => Promise.resolve(page),
      close: () => Promise.resolve(),
    });
    const browser = { version: '1', home: reports, newContext: () => Promise.resolve(context) };
    const release = () => Promise.resolve();
    return Promise.resolve({ browser, release, retire: () => undefined, hasDriverFailed: () => false });
  };
  return { browsers: { lease } as unknown as Browsers, taken };
}

const failures: Record<string, () => Promise<never>> = {
  'hangs past its deadline': () => new Promise(() => undefined),
  'ends in a fault of the driver': () => {
    const error = new Error('Object with guid handle@1 was not bound in the connection');
    error.stack = `${error.message}\n    at ./node_modules/playwright-core/lib/client/connection.js`;
    return Promise.reject(error);
  },
};

test.each(Object.entries(failures))(
  'a sign-in that typed the password and %s is not tried again, in no engine',
  async (_, fail) => {
    const parts = runContextIn(reports, history, { clock: fastClock() });
    const { guard } = parts;
    const admit = guard.admit.bind(guard);
    let permit: (() => Promise<void>) | undefined;
    guard.admit = async (run, stop) => {
      const admission = await admit(run, stop);
      if (!('refused' in admission)) permit = () => admission.permit('password', 1);
      return admission;
    };
    // As the sign-in does it before it types.
    const { browsers, taken } = browsersThat(async () => {
      await permit?.();
      return fail();
    });
    const due = aRecord();
    await history.expect([due], '2026-11-23T07:00:00.000Z');
    const record = await performRun(
      {
        due,
        monitor: adminCenter,
        startUrl: 'https://admin.microsoft.com/',
        account: anAccount(),
        otherEngines: ['firefox'],
        timeoutMs: 10 * minute,
        slowMs: minute,
      },
      { ...parts, browsers },
    );
    expect(record).toMatchObject({ cause: 'browser_crashed', fresh: { credentialsTyped: true } });
    expect(taken).toEqual(['chromium']);
    expect((await history.guard.read(userKey)).uses).toMatchObject([{ outcome: 'unclear' }]);
  },
);
