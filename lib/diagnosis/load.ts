import type { CauseId } from '../domain/causes.ts';
import { isCenter, isIdentityProvider, isSignIn } from '../domain/hosts.ts';
import type { Ending, LoadFailure, Observation } from '../domain/observation.ts';

/**
 * What browsers say of a page that never came: Chromium `net::ERR_…`, Firefox `NS_ERROR_…`, `SEC_ERROR_…` and
 * `SSL_ERROR_…`, WebKit a sentence. The first that matches counts.
 */
const words: readonly (readonly [RegExp, CauseId])[] = [
  [/TOO_MANY_REDIRECTS|REDIRECT_LOOP|too many.*redirect/i, 'sign_in_loop'],
  [/PROXY|TUNNEL|SOCKS|_PAC_/i, 'proxy_failed'],
  [
    /NAME_NOT_RESOLVED|NAME_RESOLUTION|UNKNOWN_HOST|ERR_DNS_|resolv|hostname could not be found/i,
    'dns_failed',
  ],
  [/_CERT_|_SSL_|SSL_ERROR|SEC_ERROR|PKIX|GENERATE_FAILURE|NSS_FAILURE|\bTLS\b|certificate/i, 'tls_failed'],
];

/** Chromium's words for an error status without a body: the server did answer, the status is lost. */
const statusWithoutPage = /HTTP_RESPONSE_CODE_FAILURE/;

/** The server wants a client certificate and did not take ours; only where certificates are asked for. */
const certificateRefused = /CLIENT_AUTH|BAD_CERT_ALERT|HANDSHAKE_FAILURE_ALERT|alert number (4[0-9]|116)/;

/** A page that never came, because of the network on the way to it. */
export function fromNetwork(observation: Observation): CauseId | undefined {
  const { host, errorText, status } = observation.load ?? {};
  if (host === undefined || errorText === undefined || status !== undefined) return undefined;
  if (statusWithoutPage.test(errorText)) return undefined;
  if (host.includes('certauth.') && certificateRefused.test(errorText)) return 'certificate_rejected';

  const cause = words.find(([pattern]) => pattern.test(errorText))?.[1] ?? 'connection_failed';
  const isTheirs =
    cause !== 'proxy_failed' &&
    cause !== 'sign_in_loop' &&
    isIdentityProvider(host) &&
    isAccountKnown(observation);
  return isTheirs ? 'idp_unreachable' : cause;
}

const waitsInVain: ReadonlySet<Ending> = new Set(['deadline', 'unrecognised', 'incomplete']);

/**
 * A page that never answered. Browsers try longer to connect than a run lasts, so packets that are dropped on the way
 * show as silence, not as an error.
 */
export function fromSilence(observation: Observation): CauseId | undefined {
  const { ending, awaited, page } = observation;
  if (!waitsInVain.has(ending)) return undefined;
  if (awaited !== undefined) {
    if (isIdentityProvider(awaited.host))
      return isAccountKnown(observation) ? 'idp_unreachable' : 'proxy_failed';
    // It answered before, so the way to it is good.
    if (!awaited.hasAnswered) return 'connection_failed';
    return isSignIn(awaited.host) ? 'sign_in_service_error' : 'admin_center_error';
  }
  return ending === 'deadline' && page === undefined ? 'connection_failed' : undefined;
}

/** A page that was answered with an error status. Other statuses say nothing for certain. */
export function fromStatus(observation: Observation): CauseId | undefined {
  const { load, credentialType } = observation;
  const status = statusOf(load);
  if (load === undefined || status === undefined) return undefined;
  const { host } = load;
  if (status === 407) return 'proxy_failed';
  if (status === 429) return 'throttled';
  // Nobody is sent to an identity provider before Microsoft knows the account: that is a block page on the way.
  if (isIdentityProvider(host) && !isAccountKnown(observation)) return 'proxy_failed';
  // Other refusals are of the request: a path, a length, a method that a server or a proxy before it does not like.
  if (isIdentityProvider(host)) return status === 401 || status === 403 ? 'idp_rejected' : 'idp_unreachable';
  if (status >= 500) return isSignIn(host) ? 'sign_in_service_error' : 'admin_center_error';
  // Asked for the account before: so this is the way back from the sign-in, not a block at the start.
  const isBack = isCenter(host) && credentialType !== undefined;
  return isBack && (status === 401 || status === 403) ? 'not_an_admin' : undefined;
}

const isAccountKnown = ({ credentialType }: Observation): boolean => credentialType !== undefined;

function statusOf(load: LoadFailure | undefined): number | undefined {
  return load?.status ?? (statusWithoutPage.test(load?.errorText ?? '') ? 500 : undefined);
}

/** Lost on the way, in contrast to an answer of the server or a rule of the page itself (its security policy). */
export const isLostOnTheWay = ({ errorText, status }: LoadFailure): boolean =>
  status === 407 || (status === undefined && !/csp|BLOCKED_BY_(CSP|ORB|RESPONSE)/i.test(errorText ?? ''));
