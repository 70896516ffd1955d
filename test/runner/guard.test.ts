import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Account } from '../../lib/domain/account.ts';
import type { CauseId } from '../../lib/domain/causes.ts';
import { History } from '../../lib/history/history.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { aRecord } from '../run-records.ts';
import {
  anAccount,
  day,
  failure,
  fresh,
  GuardBench,
  hour,
  minute,
  paused,
  start,
  userKey,
  withPassword,
} from './guard-bench.ts';

const codeSecret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

let bench: GuardBench;
beforeEach(() => {
  bench = new GuardBench();
});

describe('one sign-in of a user name at a time', () => {
  test('the next one waits for the lock, and not for ever', async () => {
    const first = await bench.began();
    const other = bench.process();
    expect(await bench.signIn({ from: other })).toBe('overlapped');
    expect(bench.now - start).toBeLessThan(2 * minute);
    // The same account, whatever its name is written like, and whatever its id is.
    const alike = anAccount({ id: 'contoso-2', username: 'monitor@CONTOSO.example' });
    expect(await bench.signIn({ from: other, account: alike })).toBe('overlapped');
    expect(
      await bench.signIn({ from: other, account: anAccount({ username: 'else@contoso.example' }) }),
    ).toBe('tried');
    await first.end(aRecord());
    expect(await bench.signIn({ from: other })).toBe('tried');
  });

  test('a process that is gone has no lock any more', async () => {
    const gone = bench.process();
    await bench.began({ from: gone });
    gone.kill();
    expect(await bench.signIn()).toBe('tried');
  });

  test('a run that could not be written down keeps the lock, and can be ended again', async () => {
    const from = bench.process();
    const run = await bench.began({ from });
    const other = bench.process();
    const guard = from.store;
    const update = guard.update.bind(guard);
    guard.update = () => Promise.reject(new Error('the disk is full'));
    await expect(run.end(failure('password_wrong'))).rejects.toThrow('full');
    expect(await bench.signIn({ from: other })).toBe('overlapped');
    guard.update = update;
    bench.now += hour;
    await run.end(failure('password_wrong'));
    await run.end(failure('password_wrong'));
    const { uses, refused } = await guard.read(userKey);
    expect(refused).toMatchObject([{ credential: 'password', cause: 'password_wrong' }]);
    expect(uses).toMatchObject([{ outcome: 'refused' }]);
    expect(await bench.admit()).toEqual(paused('password_wrong', true));
  });
});

describe('a credential that was refused', () => {
  test.each([
    ['password_wrong', 'password'],
    ['password_expired', 'password'],
    ['idp_rejected', 'password'],
    ['mfa_code_rejected', 'totp'],
    ['access_pass_rejected', 'access_pass'],
  ] as const)('%s: is not sent again until the %s has changed, by no process', async (cause, credential) => {
    const held = { totp: new Secret(codeSecret), temporaryAccessPass: new Secret('pass') };
    const account = anAccount(held);
    expect(await bench.signIn({ account, types: [credential], record: failure(cause) })).toBe('tried');
    bench.now += 30 * day;
    expect(await bench.admit(account)).toEqual(paused(cause, true));
    const changed = {
      password: anAccount({ ...held, password: new Secret('another') }),
      totp: anAccount({ ...held, totp: new Secret('JBSWY3DPEHPK3PXP') }),
      access_pass: anAccount({ ...held, temporaryAccessPass: new Secret('another') }),
    };
    for (const [what, other] of Object.entries(changed)) {
      if (what === credential) expect(await bench.signIn({ account: other }), what).toBe('tried');
      else expect(await bench.admit(other), what).toEqual(paused(cause, true));
    }
    // Gone back to, it is still refused: not the last one is remembered, but all.
    expect(await bench.admit(account)).toEqual(paused(cause, true));
  });

  test('one that is written in another way has not changed', async () => {
    const typed = ['password', 'totp'] as const;
    const account = anAccount({ totp: new Secret(codeSecret) });
    await bench.signIn({ account, types: typed, record: failure('mfa_code_rejected') });
    const address = `otpauth://totp/a?secret=${codeSecret.toLowerCase()}`;
    expect(await bench.admit(anAccount({ totp: new Secret(address) }))).toEqual(
      paused('mfa_code_rejected', true),
    );
  });

  test('a second account id with another secret goes on, and is stopped by its own refusal', async () => {
    await bench.signIn({ record: failure('password_wrong') });
    const second = withPassword('other', { id: 'contoso-2' });
    expect(await bench.signIn({ account: second })).toBe('tried');
    expect(await bench.admit()).toEqual(paused('password_wrong', true));
    await bench.signIn({ account: second, record: failure('password_wrong') });
    expect(await bench.admit(second)).toEqual(paused('password_wrong', true));
    const { pauses } = await bench.process().store.read(userKey);
    expect(pauses.map(({ account }) => account)).toEqual(['contoso', 'contoso-2']);
  });

  test('a code of a wrong clock does not condemn its secret: a bounded wait, and it counts', async () => {
    const account = anAccount({ totp: new Secret(codeSecret) });
    const refined = failure('clock_skewed', { signInCause: 'mfa_code_rejected' });
    await bench.signIn({ account, types: ['password', 'totp'], record: refined });
    expect(await bench.admit(account)).toEqual(paused('clock_skewed', false));
    const { refused, pauses, uses } = await bench.process().store.read(userKey);
    expect({ refused, pauses }).toEqual({ refused: [], pauses: [] });
    expect(uses).toMatchObject([{ outcome: 'refused', cause: 'clock_skewed' }]);
    bench.now += 10 * minute;
    expect(await bench.signIn({ account, types: ['password', 'totp'] })).toBe('tried');
  });

  test('a stop that cuts the rest of the run off takes nothing back', async () => {
    const run = await bench.began();
    await run.judged({ cause: 'password_wrong', given: ['password'] });
    await run.end(failure('interrupted'));
    expect(await bench.admit()).toEqual(paused('password_wrong', true));
  });

  test('a code that somebody else had used counts, and pauses nobody', async () => {
    const account = anAccount({ totp: new Secret(codeSecret) });
    const reused = failure('mfa_code_reused');
    for (let n = 0; n < 5; n += 1)
      expect(await bench.signIn({ account, types: ['password', 'totp'], record: reused })).toBe('tried');
    expect(await bench.admit(account)).toEqual(paused('mfa_code_reused', false));
    bench.now += hour;
    expect(await bench.signIn({ account, types: ['password', 'totp'] })).toBe('tried');
  });

  test('an expired password is judged, whatever else was typed; a new one is enough', async () => {
    const types = ['password', 'totp'] as const;
    const account = anAccount({ totp: new Secret(codeSecret) });
    await bench.signIn({ account, types, record: failure('password_expired') });
    expect(await bench.admit(account)).toEqual(paused('password_expired', true));
    const renewed = withPassword('new', { totp: new Secret(codeSecret) });
    expect(await bench.signIn({ account: renewed, types })).toBe('tried');
  });

  test('an expired password that was not typed condemns nothing else: a bounded wait', async () => {
    const run = await bench.began({ types: [] });
    await run.judged({ cause: 'password_expired', given: ['passkey'] });
    await run.end(failure('password_expired'));
    expect(await bench.admit()).toEqual(paused('password_expired', false));
    bench.now += 10 * minute;
    expect(await bench.signIn()).toBe('tried');
  });

  test('or until somebody resumes the account', async () => {
    await bench.signIn({ record: failure('password_wrong') });
    await bench.resume();
    expect(await bench.signIn()).toBe('tried');
  });

  test('the pause of an account id ends with its own success', async () => {
    const guard = bench.process().store;
    await bench.signIn({ record: failure('password_wrong') });
    await bench.signIn({ account: withPassword('other', { id: 'contoso-2' }) });
    expect((await guard.read(userKey)).pauses).toMatchObject([{ account: 'contoso' }]);
    await bench.signIn({ account: withPassword('another') });
    expect((await guard.read(userKey)).pauses).toEqual([]);
  });

  describe('several account ids that had the same refused secret', () => {
    const ids = ['contoso', 'contoso-2', 'contoso-3'];
    const pausedIds = async () =>
      (await bench.process().store.read(userKey)).pauses.map(({ account }) => account).toSorted();

    /** The first id is refused, and the others are paused when they are due. */
    async function pauseAll(secrets: Partial<Account>, cause: CauseId): Promise<void> {
      const types = ['password', 'totp'] as const;
      await bench.signIn({ account: anAccount(secrets), types, record: failure(cause) });
      for (const id of ids.slice(1))
        expect(await bench.admit(anAccount({ ...secrets, id })), id).toEqual(paused(cause, true));
      expect(await pausedIds()).toEqual(ids);
    }

    const wrong = { password: new Secret('wrong'), totp: new Secret(codeSecret) };
    const good = { password: new Secret('right'), totp: new Secret('JBSWY3DPEHPK3PXP') };

    test.each([
      ['password_wrong', 'contoso'],
      ['password_wrong', 'contoso-3'],
      ['mfa_code_rejected', 'contoso-2'],
    ] as const)('%s: the first success of %s ends the pause of all', async (cause, id) => {
      await pauseAll(wrong, cause);
      expect(await bench.signIn({ account: anAccount({ ...good, id }) })).toBe('tried');
      expect(await pausedIds()).toEqual([]);
    });

    test('one that still has it is paused again, and stays so whenever the others get in', async () => {
      await pauseAll(wrong, 'password_wrong');
      await bench.signIn({ account: anAccount(good) });
      const still = anAccount({ ...wrong, id: 'contoso-2' });
      expect(await bench.admit(still)).toEqual(paused('password_wrong', true));
      for (const id of ['contoso', 'contoso-3', 'contoso']) {
        expect(await bench.signIn({ account: anAccount({ ...good, id }) }), id).toBe('tried');
        expect(await pausedIds(), id).toEqual(['contoso-2']);
      }
    });

    test('one with another wrong secret stays paused when the first one gets in', async () => {
      await bench.signIn({ record: failure('password_wrong'), account: withPassword('wrong') });
      const second = withPassword('wrong, too', { id: 'contoso-2' });
      await bench.signIn({ record: failure('password_wrong'), account: second });
      for (let n = 0; n < 3; n += 1) {
        expect(await bench.signIn({ account: withPassword('right') }), `${n}`).toBe('tried');
        expect(await pausedIds(), `${n}`).toEqual(['contoso-2']);
        expect(await bench.admit(second), `${n}`).toEqual(paused('password_wrong', true));
      }
    });

    test('after the password, the code secret is refused: once both are corrected, all pauses end', async () => {
      await pauseAll(wrong, 'password_wrong');
      const half = { ...wrong, password: good.password };
      const types = ['password', 'totp'] as const;
      await bench.signIn({ account: anAccount(half), types, record: failure('mfa_code_rejected') });
      expect(await pausedIds()).toContain('contoso');
      await bench.signIn({ account: anAccount(good), types });
      expect(await pausedIds()).toEqual([]);
    });

    test('written down again for the same secret, it ends no other pause', async () => {
      await pauseAll(wrong, 'password_wrong');
      await bench.resume();
      await pauseAll(wrong, 'password_wrong');
      expect(await bench.admit(anAccount(wrong))).toEqual(paused('password_wrong', true));
      expect(await pausedIds()).toEqual(ids);
    });
  });

  test('is not written down, and neither is the name', async () => {
    const reports = mkdtempSync(join(tmpdir(), 'genkan-test-'));
    const history = History.open(reports);
    const from = { store: history.guard, guard: bench.guardOn(history.guard), kill: () => history.close() };
    const account = withPassword('S3cret-and-unusual');
    expect(await bench.signIn({ from, account, record: failure('password_wrong') })).toBe('tried');
    expect(await bench.admit(account, from)).toEqual(paused('password_wrong', true));
    await from.kill();
    const file = (await readFile(join(reports, 'history.sqlite'))).toString('latin1');
    rmSync(reports, { recursive: true });
    expect(file).toContain('password_wrong');
    expect(file).not.toContain('S3cret');
    expect(file.toLowerCase()).not.toContain('monitor@contoso');
  });
});

test.each(['idp_rejected', 'certificate_rejected'] as const)(
  '%s where nothing was typed pauses for a time, never for good',
  async cause => {
    const run = await bench.began({ types: [] });
    await run.judged({ cause });
    await run.end(failure(cause, { fresh: { ...fresh, credentialsTyped: false } }));
    expect(await bench.admit()).toEqual(paused(cause, false));
    bench.now += 10 * minute;
    expect(await bench.signIn()).toBe('tried');
  },
);

test.each(['throttled', 'sign_in_loop', 'source_address_blocked', 'account_locked'] as const)(
  '%s: the wait grows, and ends with a success',
  async cause => {
    const waits: number[] = [];
    expect(await bench.signIn({ record: failure(cause) })).toBe('tried');
    for (let n = 0; n < 7; n += 1) {
      const since = bench.now;
      // The one that is tried is the next one that Microsoft asks to wait.
      while ((await bench.signIn({ record: failure(cause) })) === 'paused') bench.now += minute;
      waits.push((bench.now - since) / minute);
    }
    expect(waits).toEqual([10, 20, 40, 80, 160, 320, 360]);
    bench.now += 360 * minute;
    expect(await bench.signIn()).toBe('tried');
    expect(await bench.signIn({ record: failure(cause) })).toBe('tried');
    bench.now += 10 * minute;
    expect(await bench.signIn()).toBe('tried');
  },
);

describe('from the moment that it is known', () => {
  test('a process that is killed then leaves the refusal behind', async () => {
    const killed = bench.process();
    const run = await bench.began({ from: killed });
    await run.judged({ cause: 'password_wrong', given: ['password'] });
    killed.kill();
    expect(await bench.admit()).toEqual(paused('password_wrong', true));
    expect(await bench.signIn({ account: withPassword('another') })).toBe('tried');
  });

  test('said again at the end, it is still the first time', async () => {
    const guard = bench.process().store;
    const run = await bench.began();
    await run.judged({ cause: 'throttled', given: ['password'] });
    const early = (await guard.read(userKey)).wait;
    bench.now += minute;
    await run.end(failure('throttled'));
    await run.end(failure('throttled'));
    expect(early).toMatchObject({ cause: 'throttled', times: 1 });
    expect((await guard.read(userKey)).wait).toEqual(early);
  });

  test('a cause without a pause leaves none', async () => {
    const run = await bench.began();
    await run.judged({ cause: 'sign_in_service_error', given: ['password'] });
    await run.end(failure('sign_in_service_error'));
    expect(await bench.process().store.read(userKey)).toMatchObject({
      pauses: [],
      refused: [],
      uses: [{ outcome: 'unclear' }],
    });
  });
});
