import { beforeEach, describe, expect, test } from 'vitest';
import type { Account, FactorId } from '../../lib/domain/account.ts';
import { budgets } from '../../lib/domain/guard-state.ts';
import { Secret } from '../../lib/platform/secret.ts';
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

let bench: GuardBench;
beforeEach(() => {
  bench = new GuardBench();
});

describe('the budget of refused credentials', () => {
  const refuse = (changes: Partial<Account> = {}) =>
    bench.signIn({ account: bench.anotherPassword(changes), record: failure('password_wrong') });

  async function refusedWithin(ms: number, changes: Partial<Account> = {}): Promise<number> {
    let sent = 0;
    for (const end = bench.now + ms; bench.now < end; bench.now += 5 * minute)
      if ((await refuse(changes)) === 'tried') sent += 1;
    return sent;
  }

  test.each([
    ['global', 5, 8],
    ['china', 5, 8],
    ['gcc-high', 2, 2],
    ['dod', 2, 2],
  ] as const)('%s: %i in an hour, %i in a day, whatever the secret is', async (cloud, inHour, inDay) => {
    expect(await refusedWithin(hour, { cloud })).toBe(inHour);
    expect(await refusedWithin(22 * hour, { cloud })).toBe(inDay - inHour);
    bench.now += day;
    expect(await refuse({ cloud })).toBe('tried');
  });

  test('two account ids share it', async () => {
    let sent = 0;
    for (let n = 0; n < 12; n += 1) if ((await refuse({ id: `id-${n % 2}` })) === 'tried') sent += 1;
    expect(sent).toBe(5);
  });

  test('neither a success nor a person clears it', async () => {
    for (let n = 0; n < 4; n += 1) await refuse();
    expect(await bench.signIn()).toBe('tried');
    await bench.resume();
    expect(await refuse()).toBe('tried');
    await bench.resume();
    expect(await bench.admit()).toEqual(paused('password_wrong', false));
    bench.now += hour;
    expect(await bench.signIn()).toBe('tried');
  });

  test('a person may allow one more try, once', async () => {
    await refusedWithin(hour / 2);
    await bench.resume(true);
    expect(await refuse()).toBe('tried');
    expect(await refuse()).toBe('paused');
  });

  test.each([2, -2])('a clock that goes %i years wrong in between changes nothing', async years => {
    expect(await refusedWithin(hour / 2)).toBe(5);
    const skewMs = years * 365 * day;
    bench.now += skewMs;
    const wrong = { account: bench.anotherPassword(), skewMs, record: failure('password_wrong') };
    expect(await bench.signIn(wrong)).not.toBe('tried');
    // What was not typed asks for no patience beside the budget.
    expect((await bench.process().store.read(userKey)).wait).toBeUndefined();
    bench.now -= skewMs;
    expect(await refuse()).toBe('paused');
    bench.now += hour;
    expect(await refuse()).toBe('tried');
  });

  test.each([2, -2])(
    'nor does a clock that was %i years wrong, without a page that shows it',
    async years => {
      bench.now += years * 365 * day;
      expect(await refusedWithin(hour / 2)).toBe(5);
      bench.now = start + hour / 2;
      const right = bench.now;
      while ((await bench.signIn()) !== 'tried') bench.now += 5 * minute;
      expect(bench.now - right).toBeLessThanOrEqual(hour);
    },
  );

  describe('one of two clocks that is wrong now and then', () => {
    const wrong = [3 * day, -3 * day, hour, -hour, 365 * day, -365 * day];

    test.each(wrong)(
      "Microsoft's by %i ms, every other time: five in an hour, eight in a day",
      async byMs => {
        const sent: number[] = [];
        for (let n = 0; n < 22 * 12; n += 1, bench.now += 5 * minute) {
          const skewMs = n % 2 === 0 ? 0 : -byMs;
          const account = bench.anotherPassword();
          if ((await bench.signIn({ account, skewMs, record: failure('password_wrong') })) === 'tried')
            sent.push(bench.now);
        }
        expect(sent.filter(at => at - start < hour)).toHaveLength(5);
        expect(sent.length).toBeLessThanOrEqual(8);
        bench.now += day;
        expect(await bench.signIn({ skewMs: 0 })).toBe('tried');
      },
    );

    test.each(wrong)("this machine's by %i ms, every other time, and Microsoft says so", async byMs => {
      let sent = 0;
      for (let n = 0; n < 22 * 12; n += 1, bench.now += 5 * minute) {
        const skewMs = n % 2 === 0 ? 0 : byMs;
        bench.now += skewMs;
        const account = bench.anotherPassword();
        if ((await bench.signIn({ account, skewMs, record: failure('password_wrong') })) === 'tried')
          sent += 1;
        bench.now -= skewMs;
      }
      expect(sent).toBeGreaterThanOrEqual(5);
      expect(sent).toBeLessThanOrEqual(8);
    });

    test.each(wrong)('one after the other, each by %i ms', async byMs => {
      let sent = 0;
      for (let n = 0; n < 22 * 12; n += 1, bench.now += 5 * minute) {
        const localMs = n % 2 === 0 ? byMs : 0;
        const skewMs = n % 2 === 0 ? byMs : -byMs;
        bench.now += localMs;
        const account = bench.anotherPassword();
        if ((await bench.signIn({ account, skewMs, record: failure('password_wrong') })) === 'tried')
          sent += 1;
        bench.now -= localMs;
      }
      expect(sent).toBeLessThanOrEqual(8);
    });

    test.each(wrong)('an account waits no longer than an hour once both are right (%i ms)', async byMs => {
      for (const [localMs, skewMs] of [
        [byMs, byMs],
        [0, byMs],
        [0, -byMs],
      ] as const) {
        bench = new GuardBench();
        bench.now += localMs;
        for (let n = 0; n < 5; n += 1)
          await bench.signIn({ account: bench.anotherPassword(), skewMs, record: failure('password_wrong') });
        bench.now -= localMs;
        const right = bench.now;
        while ((await bench.signIn({ skewMs: 0 })) !== 'tried') bench.now += 5 * minute;
        expect(bench.now - right).toBeLessThanOrEqual(hour + 5 * minute);
      }
    });
  });

  test('nothing is typed where the history cannot be written', async () => {
    const from = bench.process();
    const run = await bench.admit(anAccount(), from);
    if ('refused' in run) throw new Error(run.refused);
    from.store.update = () => Promise.reject(new Error('the disk is full'));
    await expect(run.permit('password', 1)).rejects.toMatchObject({ ending: 'internal_error' });
    expect(run.mayHaveTyped).toBe(false);
  });

  test('nor twice in one run, unless nothing was typed', async () => {
    const run = await bench.began();
    await run.permit('totp', 1);
    await expect(run.permit('password', 2)).rejects.toMatchObject({ ending: 'internal_error' });
    run.unused();
    await run.permit('password', 2);
  });
});

describe('failures that may have been a refusal', () => {
  test.each([
    'unknown_screen',
    'deadline_exceeded',
    'browser_crashed',
    'conditional_access_blocked',
  ] as const)('%s: five in an hour, for ever, as long as the secret is the same', async cause => {
    const run = async () => bench.signIn({ record: failure(cause) });
    for (let n = 0; n < 10; n += 1) {
      for (let m = 0; m < 5; m += 1) expect(await run(), `${m} of hour ${n}`).toBe('tried');
      expect(await run(), `hour ${n}`).toBe('paused');
      bench.now += hour;
    }
  });

  test('with another secret each time they are as many in a day as refusals', async () => {
    let sent = 0;
    for (let n = 0; n < 100; n += 1) {
      if (
        (await bench.signIn({ account: bench.anotherPassword(), record: failure('unknown_screen') })) ===
        'tried'
      )
        sent += 1;
      bench.now += 10 * minute;
    }
    expect(sent).toBe(8);
  });

  test('a success with the same secret proves that they were none', async () => {
    for (let n = 0; n < 4; n += 1) await bench.signIn({ record: failure('unknown_screen') });
    expect(await bench.signIn()).toBe('tried');
    for (let n = 0; n < 5; n += 1)
      expect(await bench.signIn({ record: failure('unknown_screen') })).toBe('tried');
    expect(await bench.admit()).toEqual(paused('unknown_screen', false));
  });

  test('a failure that counts by the cause of the sign-in or by the refined one counts', async () => {
    const better = failure('tls_failed', { signInCause: 'deadline_exceeded' });
    const worse = failure('unknown_screen', { signInCause: 'admin_center_error' });
    for (let n = 0; n < 5; n += 1)
      expect(await bench.signIn({ record: n % 2 === 0 ? better : worse }), `${n}`).toBe('tried');
    expect(await bench.signIn({ record: better })).toBe('paused');
  });

  test('a sign-in that was killed with a credential on its way counts, and goes on counting', async () => {
    for (let n = 0; n < 5; n += 1) {
      const killed = bench.process();
      await bench.began({ from: killed });
      killed.kill();
      bench.now += minute;
    }
    expect(await bench.admit()).toEqual(paused('interrupted', false));
    bench.now += hour;
    expect(await bench.signIn()).toBe('tried');
  });

  test('one that was killed before anything was typed does not', async () => {
    for (let n = 0; n < 20; n += 1) {
      const killed = bench.process();
      await bench.began({ from: killed, types: [] });
      killed.kill();
    }
    expect(await bench.signIn()).toBe('tried');
  });

  test('nothing counts while nothing is typed', async () => {
    const untouched = failure('unknown_screen', { fresh: { ...fresh, credentialsTyped: false } });
    for (let n = 0; n < 20; n += 1)
      expect(await bench.signIn({ types: [], record: untouched }), `${n}`).toBe('tried');
  });

  describe.each(['global', 'gcc-high'] as const)('%s: a password that left the page in an outage', cloud => {
    test.each(['admin_center_error', 'sign_in_service_error', 'connection_failed'] as const)(
      '%s: counts once while it is the same, however long the outage is',
      async cause => {
        const totp = new Secret('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
        for (let n = 0; n < 50; n += 1) {
          const types = n % 2 === 0 ? (['password'] as const) : (['password', 'totp'] as const);
          const account = anAccount({ cloud, totp });
          expect(await bench.signIn({ account, types, record: failure(cause) }), `${n}`).toBe('tried');
          bench.now += 5 * minute;
        }
      },
    );

    test('for another password, each credential counts that may have been refused in it', async () => {
      const totp = new Secret('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
      const inOutage = (types: readonly FactorId[]) =>
        bench.signIn({ account: anAccount({ cloud, totp }), types, record: failure('connection_failed') });
      // The code, and, after somebody has changed it at Microsoft, the password.
      for (const types of [['password', 'totp'], ['password']] as const) {
        expect(await inOutage(types), types.join(' and ')).toBe('tried');
        bench.now += 5 * minute;
      }
      let sent = 0;
      for (let n = 0; n < 5; n += 1) {
        const account = anAccount({ cloud, totp, password: new Secret(`other ${n}`) });
        if ((await bench.signIn({ account, record: failure('password_wrong') })) === 'tried') sent += 1;
      }
      expect(sent).toBe(budgets[cloud].hour - 2);
      // The one that has not changed goes on.
      expect(await inOutage(['password'])).toBe('tried');
    });

    test.each([
      'sign_in_service_error',
      'sign_in_page_incomplete',
      'connection_failed',
      'idp_unreachable',
      'pass_through_agent_down',
    ] as const)('%s: with another password each time it is one of the budget', async cause => {
      let sent = 0;
      for (let n = 0; n < 250; n += 1) {
        const account = bench.anotherPassword({ cloud });
        if ((await bench.signIn({ account, record: failure(cause) })) === 'tried') sent += 1;
        bench.now += 5 * minute;
      }
      expect(sent).toBe(cloud === 'global' ? 8 : 2);
    });
  });

  test('four passwords in turn are more than Microsoft knows again: each counts each time', async () => {
    let sent = 0;
    for (let n = 0; n < 12; n += 1) {
      const account = withPassword(`password ${n % 4}`);
      if ((await bench.signIn({ account, record: failure('sign_in_service_error') })) === 'tried') sent += 1;
    }
    expect(sent).toBe(5);
  });

  test('an identity provider counts each: five in an hour, also of one password', async () => {
    for (let n = 0; n < 5; n += 1)
      expect(await bench.signIn({ record: failure('idp_unreachable') }), `${n}`).toBe('tried');
    expect(await bench.signIn({ record: failure('idp_unreachable') })).toBe('paused');
  });

  test('many refusals of one password do not displace those of others', async () => {
    const others = async () => {
      let sent = 0;
      for (let n = 0; n < 100; n += 1) {
        const id = { id: 'contoso-2' };
        const another = { account: bench.anotherPassword(id), record: failure('unknown_screen') };
        if ((await bench.signIn(another)) === 'tried') sent += 1;
        for (let m = 0; m < 3; m += 1) await bench.signIn({ record: failure('sign_in_service_error') });
        bench.now += 13 * minute;
      }
      return sent;
    };
    expect(await others()).toBeLessThanOrEqual(8);
  });

  test('a factor that was not typed does not count: a passkey, or an outage before the password', async () => {
    for (let n = 0; n < 20; n += 1)
      expect(await bench.signIn({ types: [], record: failure('unknown_screen') }), `${n}`).toBe('tried');
  });
});
