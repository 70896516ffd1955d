import { createHash, scryptSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Account } from '../../lib/domain/account.ts';
import type { CauseId } from '../../lib/domain/causes.ts';
import { migrations } from '../../lib/history/format.ts';
import { History } from '../../lib/history/history.ts';
import { isoTime } from '../../lib/platform/clock.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { Guard } from '../../lib/runner/guard.ts';
import { aRecord } from '../run-records.ts';
import { anAccount, day, failure, hour, minute, paused, username } from '../runner/guard-bench.ts';

// A history as version 0.1 wrote it, and what the guard makes of it.

const codeSecret = new Secret('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
const account = (password: string, totp = codeSecret): Account =>
  anAccount({ password: new Secret(password), totp });
const now = Date.now();
const never = new AbortController().signal;

let reports: string;
let history: History | undefined;
beforeEach(() => {
  reports = mkdtempSync(join(tmpdir(), 'genkan-test-'));
});
afterEach(async () => {
  await history?.close();
  history = undefined;
  rmSync(reports, { recursive: true });
});

const guarded = createHash('sha256').update(`false ${username.toLowerCase()}`).digest('hex');

/** The SQL of 0.1, up to the format that it wrote. */
function writtenBefore(): DatabaseSync {
  const db = new DatabaseSync(join(reports, 'history.sqlite'));
  db.exec(`${migrations.slice(0, 4).join('\n')} PRAGMA user_version = 4`);
  return db;
}

function hold(cause: CauseId, until?: number): string {
  const salt = '00112233445566778899aabbccddeeff';
  const hash = scryptSync(`old\0${codeSecret.reveal()}`, salt, 32).toString('hex');
  return JSON.stringify({
    guarded,
    account: 'contoso',
    tenant: 'contoso',
    cause,
    since: isoTime(now - minute),
    ...(until !== undefined && { until: isoTime(until) }),
    times: 3,
    fingerprint: `${salt}:${hash}`,
  });
}

function heldBefore(cause: CauseId, until?: number): void {
  const db = writtenBefore();
  db.prepare('INSERT INTO holds (guarded, hold) VALUES (?, ?)').run(guarded, hold(cause, until));
  db.close();
}

let runs = 0;
async function admit(who: Account) {
  history ??= History.open(reports);
  const guard = new Guard({
    store: history.guard,
    clock: { now: () => now, elapsed: () => now, until: () => Promise.resolve() },
  });
  runs += 1;
  return guard.admit(
    { due: aRecord({ runId: `run-${runs}`, account: who.id }), account: who, timeoutMs: minute },
    never,
  );
}

async function signIn(who: Account, cause?: CauseId): Promise<string> {
  const run = await admit(who);
  if ('refused' in run) return run.refused;
  await run.permit('password', 1);
  await run.judged({ cause, given: ['password'] });
  await run.end(cause === undefined ? aRecord() : failure(cause));
  return 'tried';
}

test('a pause lasts until the secrets differ, and is then one of the credential that its cause judges', async () => {
  heldBefore('password_wrong');
  expect(await admit(account('old'))).toEqual(paused('password_wrong', true));
  // Known by itself from now on: the code secret may change, and the password goes out no more.
  expect(await admit(account('old', new Secret('JBSWY3DPEHPK3PXP')))).toEqual(paused('password_wrong', true));
  expect(await signIn(account('new'))).toBe('tried');
  expect(await admit(account('old'))).toEqual(paused('password_wrong', true));
});

test.each(['contoso', 'contoso-2'])(
  'two ids that had the secrets that were refused: with new ones, the success of %s ends both pauses',
  async id => {
    heldBefore('password_wrong');
    expect(await admit({ ...account('old'), id: 'contoso-2' })).toEqual(paused('password_wrong', true));
    expect((await history?.guard.entries())?.[0]?.state.pauses).toHaveLength(2);
    expect(await signIn({ ...account('new'), id })).toBe('tried');
    expect((await history?.guard.entries())?.[0]?.state.pauses).toEqual([]);
  },
);

test('a code secret that was refused blocks no other one, and the password with it', async () => {
  heldBefore('mfa_code_rejected');
  expect(await admit(account('old'))).toEqual(paused('mfa_code_rejected', true));
  expect(await signIn(account('old', new Secret('JBSWY3DPEHPK3PXP')))).toBe('tried');
  expect(await admit(account('old'))).toEqual(paused('mfa_code_rejected', true));
});

test('where the secrets changed before the first run of the new version, the old ones are known all the same', async () => {
  heldBefore('password_wrong');
  expect(await signIn(account('new'))).toBe('tried');
  expect(await admit(account('old'))).toEqual(paused('password_wrong', true));
});

test('the refusal counts: four more, and the budget of the hour is used up', async () => {
  heldBefore('password_wrong');
  for (let n = 0; n < 4; n += 1)
    expect(await signIn(account(`new ${n}`), 'password_wrong'), `new ${n}`).toBe('tried');
  expect(await admit(account('right'))).toEqual(paused('password_wrong', false));
});

test('a wait goes on for as long as it had to, and no longer than the longest', async () => {
  heldBefore('throttled', now + 10 * minute);
  expect(await admit(account('old'))).toEqual(paused('throttled', false));
  const wait = (await history?.guard.entries())?.[0]?.state.wait;
  expect(wait).toMatchObject({ cause: 'throttled', since: now - minute, ms: 11 * minute, times: 3 });
});

test('one that a wrong clock wrote ends', async () => {
  heldBefore('throttled', now + 700 * day);
  await admit(account('old'));
  expect((await history?.guard.entries())?.[0]?.state.wait?.ms).toBe(6 * hour);
});

test('failures, and a sign-in that was under way, carry over', async () => {
  const db = writtenBefore();
  for (let n = 1; n <= 4; n += 1)
    db.prepare('INSERT INTO failed_sign_ins (guarded, at) VALUES (?, ?)').run(guarded, now - n * minute);
  db.prepare('INSERT INTO turns (guarded, owner) VALUES (?, ?)').run(guarded, 'somebody who is gone');
  db.close();
  expect(await admit(account('any'))).toEqual(paused('interrupted', false));
});
