import { describe, expect, test } from 'vitest';
import type { FactorId } from '../../lib/domain/account.ts';
import { type CauseId, causes } from '../../lib/domain/causes.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { anAccount, failure, GuardBench, userKey } from './guard-bench.ts';

// Every cause, with everything that may have left the page: what is condemned until it changes? All else ends by itself.

const typed: readonly (readonly FactorId[])[] = [
  [],
  ['password'],
  ['password', 'totp'],
  ['access_pass'],
  ['passkey'],
  ['certificate'],
  ['password', 'certificate'],
];

/** The only causes that condemn anything, and what. A new one has to be added here by hand. */
const condemns: Readonly<Partial<Record<CauseId, FactorId>>> = {
  password_wrong: 'password',
  password_expired: 'password',
  idp_rejected: 'password',
  mfa_code_rejected: 'totp',
  access_pass_rejected: 'access_pass',
  passkey_rejected: 'passkey',
  certificate_rejected: 'certificate',
};

const account = anAccount({
  totp: new Secret('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'),
  temporaryAccessPass: new Secret('pass'),
  passkey: {
    id: 'id',
    rpId: 'login.microsoft.com',
    userHandle: 'handle',
    publicKey: 'public',
    privateKey: new Secret('private'),
  },
  certificate: { form: { pfx: new Secret('pfx') } },
});
const isAskedFor = (factor: FactorId): boolean => factor !== 'passkey' && factor !== 'certificate';

async function condemnedBy(cause: CauseId, given: readonly FactorId[]): Promise<FactorId[]> {
  const bench = new GuardBench();
  const run = await bench.began({ account, types: given.filter(isAskedFor) });
  await run.judged({ cause, given });
  await run.end(failure(cause));
  const { refused, pauses } = await bench.process().store.read(userKey);
  expect(pauses).toHaveLength(refused.length);
  return refused.map(({ credential }) => credential);
}

test.each(Object.keys(causes) as CauseId[])('%s', async cause => {
  for (const given of typed) {
    const expected = given.filter(each => each === condemns[cause]);
    const when = `after ${given.join(' and ') || 'nothing'}`;
    expect(await condemnedBy(cause, given), when).toEqual(expected);
    if (expected.length > 0) expect(causes[cause].retry, when).toBe('never');
  }
});

/** The only causes that take a refusal back when others find them, and whose. A new one has to be added here by hand. */
const clears: Readonly<Partial<Record<CauseId, FactorId>>> = { clock_skewed: 'totp' };

describe.each(Object.entries(condemns) as [CauseId, FactorId][])(
  '%s, and a refined cause',
  (signInCause, factor) => {
    test.each(Object.keys(causes) as CauseId[])('%s takes back only what it clears', async cause => {
      for (const isJudgedBefore of [true, false]) {
        const bench = new GuardBench();
        const given = [factor];
        const run = await bench.began({ account, types: given.filter(isAskedFor) });
        if (isJudgedBefore || !isAskedFor(factor)) await run.judged({ cause: signInCause, given });
        await run.end(failure(cause, { signInCause }));
        const { refused, pauses } = await bench.process().store.read(userKey);
        const expected = clears[cause] === factor ? [] : [{ credential: factor, cause: signInCause }];
        const when = `judged ${isJudgedBefore ? 'before the end' : 'at the end'}`;
        expect(refused, when).toMatchObject(expected);
        expect(pauses, when).toHaveLength(expected.length);
      }
    });
  },
);
