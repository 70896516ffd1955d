import { type CauseId, causes } from '../core/causes.ts';
import { hostOf, isIdentityProvider } from '../core/hosts.ts';
import type { Given, Observation } from '../core/observation.ts';

/**
 * The one place that decides whether a cause may say that a credential was refused: only of one that was typed and has
 * left the page, as an account is paused for it. Otherwise the cause that says what is known without it.
 */
export function believed(cause: CauseId, observation: Observation): CauseId {
  const { judges } = causes[cause];
  if (judges === undefined) return cause;
  const { given = [], ending, load } = observation;
  const host = hostOfEnd(observation);
  const canJudge = isIdentityProvider(host) ? isBeforeProvider : () => true;
  if (given.some(each => judges.includes(each.factor) && canJudge(each))) return cause;
  if (ending === 'looping') return 'sign_in_loop';
  // The word on a factor that is not ours, as after a passkey's dismissed ceremony.
  if (ending === 'dead_end') return 'mfa_factor_unavailable';
  if (!isIdentityProvider(host)) return 'unknown_screen';
  return load?.status === 401 ? 'idp_http_authentication' : 'idp_unreachable';
}

/** An identity provider judges what it was given itself, until it sends the browser back to Microsoft. */
const isBeforeProvider = ({ host, isPassed }: Given): boolean => isIdentityProvider(host) && !isPassed;

/** The host that the sign-in ended at: that of a page that did not come, or of the page that is there. */
const hostOfEnd = ({ load, page }: Observation): string => load?.host ?? hostOf(page?.url);
