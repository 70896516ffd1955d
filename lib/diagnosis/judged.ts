import { type CauseId, causes } from '../domain/causes.ts';
import { hostOf, isIdentityProvider } from '../domain/hosts.ts';
import type { Given, Observation } from '../domain/observation.ts';

/**
 * The one place that decides whether a cause may say that a credential was refused: only of one that was typed and has
 * left the page, as an account is paused for it. Otherwise the cause that says what is known without it.
 */
export function believed(cause: CauseId, observation: Observation): CauseId {
  if (causes[cause].judges === undefined || judgedBy(cause, observation).length > 0) return cause;
  const { ending, load } = observation;
  const isAtProvider = isIdentityProvider(hostOfEnd(observation));
  if (ending === 'looping') return 'sign_in_loop';
  // The word on a factor that is not ours, as after a passkey's dismissed ceremony.
  if (ending === 'dead_end') return 'mfa_factor_unavailable';
  if (isAtProvider && load?.status === 401) return 'idp_http_authentication';
  return isAtProvider || cause === 'idp_rejected' ? 'idp_unreachable' : 'unknown_screen';
}

/**
 * What the cause may say was refused, in the order in which it was given. An identity provider judges what it was given
 * itself, until it sends the browser back to Microsoft; what Microsoft then says of the provider is about no other either.
 */
export function judgedBy(cause: CauseId, observation: Observation): Given[] {
  const { judges = [] } = causes[cause];
  const { given = [] } = observation;
  const isAtProvider = isIdentityProvider(hostOfEnd(observation));
  return given
    .filter(({ factor }) => judges.includes(factor))
    .filter(({ host }) => isIdentityProvider(host) || !(isAtProvider || cause === 'idp_rejected'))
    .filter(({ isPassed }) => !(isAtProvider && isPassed));
}

/** The host that the sign-in ended at: that of a page that did not come, or of the page that is there. */
const hostOfEnd = ({ load, page }: Observation): string => load?.host ?? hostOf(page?.url);
