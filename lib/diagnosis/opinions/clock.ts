import type { CauseId } from '../../domain/causes.ts';
import { signInHosts } from '../../domain/cloud.ts';
import { reach } from '../reach.ts';
import { isAboutTheWay, placeOf, type SecondOpinion } from './opinion.ts';

/** What depends on the time: one-time codes, assertions, certificates. */
const timely: ReadonlySet<CauseId> = new Set([
  'mfa_code_rejected',
  'certificate_rejected',
  'idp_rejected',
  'sign_in_loop',
]);

/** Our clock against Microsoft's: the `Date` of what it answered while signing in, or of one more question. */
export const clock: SecondOpinion<'clock'> = {
  isWorthAsking: question =>
    timely.has(question.cause) || (isAboutTheWay(question) && question.clockSkewMs !== undefined),
  ask: async ({ account, clock: ours, clockSkewMs, way }, signal) => {
    const host = signInHosts[account.cloud];
    if (clockSkewMs !== undefined) return { host, aheadMs: Math.round(clockSkewMs) };
    const address = `https://${host}/common/v2.0/.well-known/openid-configuration`;
    const { serverTime } = await reach(address, way, { signal });
    if (serverTime === undefined) throw new Error('answered without a date');
    // A server's `Date` is cut to the second.
    return { host, address: placeOf(address), aheadMs: Math.round(ours.now() - serverTime - 500) };
  },
};
