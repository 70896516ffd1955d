import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadMonitors } from '../../lib/app/monitors.ts';
import type { CauseId } from '../../lib/core/causes.ts';
import type { Clock } from '../../lib/core/clock.ts';
import type { Cloud } from '../../lib/core/cloud.ts';
import type { RunRecord } from '../../lib/core/run-record.ts';
import { Secret } from '../../lib/core/secret.ts';
import { History } from '../../lib/history/history.ts';
import type { DueRun, RunParts } from '../../lib/run/due-run.ts';
import { admit } from '../../lib/run/guard.ts';
import { runPartsIn } from '../run-parts.ts';
import { aFailure, aRecord } from '../run-records.ts';

const minute = 60_000;
const start = Date.parse('2026-11-23T06:00:00.000Z');

let reports: string;
let now: number;
let opened: History[];
beforeEach(() => {
  reports = mkdtempSync(join(tmpdir(), 'genkan-test-'));
  now = start;
  opened = [];
});
afterEach(() => {
  for (const history of opened) history.close();
  rmSync(reports, { recursive: true });
});

/** What one process has; its clock jumps to whatever is waited for. */
function aProcess(): RunParts {
  const history = History.open(reports);
  opened.push(history);
  const clock: Clock = {
    now: () => now,
    elapsed: () => now,
    until: async time => {
      now = Math.max(now, time);
      await Promise.resolve();
    },
  };
  return runPartsIn(reports, history, { clock });
}

const monitor = (await loadMonitors()).get('admin-center');

function aRun({
  password = 'right',
  username = 'Monitor@contoso.example',
  cloud = 'global',
}: {
  password?: string;
  username?: string;
  cloud?: Cloud;
} = {}): DueRun {
  if (monitor === undefined) throw new Error('no such monitor');
  const account = { id: 'contoso', username, tenant: 'contoso', cloud, password: new Secret(password) };
  return {
    due: aRecord(),
    monitor,
    door: 'https://admin.microsoft.com/',
    account,
    otherEngines: [],
    timeoutMs: minute,
    slowMs: minute,
  };
}

const fresh = { cookiesAtStart: 0, storageAtStart: 0, credentialsTyped: true };
const failure = (cause: CauseId, changes: Partial<RunRecord> = {}) => aFailure({ cause, fresh, ...changes });

/** A sign-in that ends so; or why there was none. */
async function signIn(run: DueRun, record: RunRecord, parts = aProcess()): Promise<string> {
  const admission = await admit(run, parts);
  if ('refused' in admission) return admission.refused;
  admission.end(record);
  return 'tried';
}

describe('one sign-in of an account at a time', () => {
  test('the next one waits for its turn, and not for ever', async () => {
    const first = await admit(aRun(), aProcess());
    const other = aProcess();
    expect(await admit(aRun(), other)).toEqual({ refused: 'overlapped' });
    expect(now - start).toBeLessThan(2 * minute);
    // The same account, whatever its name is written like.
    expect(await admit(aRun({ username: 'monitor@CONTOSO.example' }), other)).toEqual({
      refused: 'overlapped',
    });
    expect('end' in (await admit(aRun({ username: 'else@contoso.example' }), other))).toBe(true);
    if ('end' in first) first.end(aRecord());
    expect(await signIn(aRun(), aRecord(), other)).toBe('tried');
  });

  test('a process that is gone has no turn any more', async () => {
    const gone = aProcess();
    await admit(aRun(), gone);
    gone.history.close();
    opened.shift();
    expect(await signIn(aRun(), aRecord())).toBe('tried');
  });
});

describe('a credential that was refused', () => {
  test.each(['password_wrong', 'mfa_code_rejected', 'password_expired'] as const)(
    '%s: is not sent again until it has changed, by no process',
    async cause => {
      expect(await signIn(aRun(), failure(cause))).toBe('tried');
      now += 30 * 24 * 60 * minute;
      const admission = await admit(aRun(), aProcess());
      expect(admission).toEqual({ refused: 'paused', because: cause, forSecret: true });
      expect(await signIn(aRun({ password: 'another' }), aRecord())).toBe('tried');
      expect(await signIn(aRun(), aRecord())).toBe('tried');
    },
  );

  test('also where others know a better reason: it was refused all the same', async () => {
    const sharpened = failure('clock_skewed', { fault: 'monitor', signInCause: 'mfa_code_rejected' });
    expect(await signIn(aRun(), sharpened)).toBe('tried');
    expect(await admit(aRun(), aProcess())).toEqual({
      refused: 'paused',
      because: 'clock_skewed',
      forSecret: true,
    });
  });

  test('or until somebody resumes the account', async () => {
    const { history } = aProcess();
    await signIn(aRun(), failure('password_wrong'));
    const [hold] = history.ledger.holds();
    expect(hold).toMatchObject({ account: 'contoso', cause: 'password_wrong' });
    history.ledger.resume(hold?.guarded ?? '');
    expect(await signIn(aRun(), aRecord())).toBe('tried');
  });

  test('is not written down, and neither is the name', async () => {
    await signIn(aRun({ password: 'S3cret-and-unusual' }), failure('password_wrong'));
    for (const history of opened) history.close();
    opened = [];
    const file = (await readFile(join(reports, 'history.sqlite'))).toString('latin1');
    expect(file).toContain('password_wrong');
    expect(file).not.toContain('S3cret');
    expect(file.toLowerCase()).not.toContain('monitor@contoso');
  });
});

test.each(['throttled', 'sign_in_loop', 'source_address_blocked', 'account_locked'] as const)(
  '%s: the wait grows, and ends with a success',
  async cause => {
    const waits: number[] = [];
    expect(await signIn(aRun(), failure(cause))).toBe('tried');
    for (let n = 0; n < 7; n += 1) {
      const since = now;
      // The one that gets through is the next to be told to wait.
      while ((await signIn(aRun(), failure(cause))) === 'paused') now += minute;
      waits.push((now - since) / minute);
    }
    expect(waits).toEqual([10, 20, 40, 80, 160, 320, 360]);
    now += 360 * minute;
    expect(await signIn(aRun(), aRecord())).toBe('tried');
    expect(await signIn(aRun(), failure(cause))).toBe('tried');
    now += 10 * minute;
    expect(await signIn(aRun(), aRecord())).toBe('tried');
  },
);

describe('from the moment that it is known', () => {
  test('a process that is killed then leaves the refusal behind', async () => {
    const killed = aProcess();
    const admission = await admit(aRun(), killed);
    if ('judged' in admission) admission.judged('password_wrong');
    killed.history.close();
    opened.shift();
    expect(await admit(aRun(), aProcess())).toMatchObject({ refused: 'paused', because: 'password_wrong' });
    expect(await signIn(aRun({ password: 'another' }), aRecord())).toBe('tried');
  });

  test('and a refusal stays one, however many were killed in that hour', async () => {
    for (let n = 1; n <= 5; n += 1) {
      const killed = aProcess();
      const admission = await admit(aRun(), killed);
      if (n === 5 && 'judged' in admission) admission.judged('password_wrong');
      killed.history.close();
      opened.pop();
    }
    const paused = { refused: 'paused', because: 'password_wrong', forSecret: true };
    expect(await admit(aRun(), aProcess())).toEqual(paused);
    now += 90 * minute;
    expect(await admit(aRun(), aProcess())).toEqual(paused);
  });

  test('said again at the end, it is still the first time', async () => {
    const { history } = aProcess();
    const admission = await admit(aRun(), aProcess());
    if ('refused' in admission) throw new Error(admission.refused);
    admission.judged('throttled');
    const [early] = history.ledger.holds();
    admission.end(failure('throttled'));
    expect(early).toMatchObject({ cause: 'throttled', times: 1 });
    expect(history.ledger.holds()).toMatchObject([{ times: 1, until: early?.until }]);
  });

  test('what asks for no hold leaves none', async () => {
    const { history } = aProcess();
    const admission = await admit(aRun(), aProcess());
    if ('judged' in admission) admission.judged('sign_in_service_error');
    expect(history.ledger.holds()).toEqual([]);
  });
});

describe('failures in an hour', () => {
  test.each([
    ['global', 5],
    ['gcc-high', 2],
    ['dod', 2],
  ] as const)('%s: after %i the account rests', async (cloud, most) => {
    let tried = 0;
    while (
      (await signIn(aRun({ cloud }), failure('conditional_access_blocked', { fault: 'policy' }))) === 'tried'
    ) {
      tried += 1;
      now += minute;
    }
    expect(tried).toBe(most);
    now += 60 * minute;
    expect(await signIn(aRun({ cloud }), aRecord())).toBe('tried');
  });

  test.each(['unknown_screen', 'deadline_exceeded', 'browser_crashed'] as const)(
    '%s: what was typed may have been refused, so it counts',
    async cause => {
      const run = async () => signIn(aRun(), failure(cause, { fault: 'monitor' }));
      for (let n = 0; n < 5; n += 1) expect(await run()).toBe('tried');
      expect(await run()).toBe('paused');
      now += 60 * minute;
      expect(await run()).toBe('tried');
    },
  );

  test('what counts by what was seen goes on counting when others know a better reason, and the other way round', async () => {
    const better = failure('tls_failed', { fault: 'network', signInCause: 'deadline_exceeded' });
    const worse = failure('unknown_screen', { fault: 'monitor', signInCause: 'admin_center_error' });
    for (let n = 0; n < 5; n += 1) expect(await signIn(aRun(), n % 2 === 0 ? better : worse)).toBe('tried');
    expect(await signIn(aRun(), better)).toBe('paused');
  });

  test('a sign-in that was killed in the middle counts: its refusal may have been seen by nobody', async () => {
    for (let n = 0; n < 5; n += 1) {
      const killed = aProcess();
      expect('end' in (await admit(aRun(), killed))).toBe(true);
      killed.history.close();
      opened.pop();
      now += minute;
    }
    expect(await admit(aRun(), aProcess())).toEqual({
      refused: 'paused',
      because: 'interrupted',
      forSecret: false,
    });
    now += 60 * minute;
    expect(await signIn(aRun(), aRecord())).toBe('tried');
  });

  test('nothing counts while nothing is typed', async () => {
    const untouched = { fresh: { ...fresh, credentialsTyped: false }, fault: 'monitor' } as const;
    for (let n = 0; n < 20; n += 1)
      expect(await signIn(aRun(), failure('unknown_screen', untouched))).toBe('tried');
  });

  test('an outage of Microsoft counts for nothing, however long it is', async () => {
    for (let n = 0; n < 50; n += 1) {
      expect(await signIn(aRun(), failure('admin_center_error', { fault: 'microsoft' }))).toBe('tried');
      now += minute;
    }
  });
});
