import { type CauseId, causeOf, causes } from '../domain/causes.ts';
import { hostOf, isIdentityProvider } from '../domain/hosts.ts';
import type { Observation } from '../domain/observation.ts';
import { findingOf, type HostFound, type Opinion, type ReachPhase } from '../domain/opinion.ts';
import { believed } from './judged.ts';

interface Known {
  readonly cause: CauseId;
  readonly observation: Observation;
  readonly opinions: readonly Opinion[];
}

/** Codes are accepted one step of 30 s early or late; a larger difference is not the fault of our secret. */
const mostAheadMs = 30_000;

/**
 * Asked in this order; the first that knows better gives the cause. None may turn what Microsoft or a network did into
 * our own fault: a look that succeeds a minute later does not undo an outage.
 */
const rules: readonly ((known: Known) => CauseId | undefined)[] = [
  fromClock,
  fromProvider,
  fromReach,
  fromService,
  fromName,
  fromSignInLog,
];

/** Cause, observation and second opinions in, the refined cause out; pure. What they do not explain stays as it was. */
export function refineCause(cause: CauseId, observation: Observation, opinions: readonly Opinion[]): CauseId {
  for (const rule of rules) {
    const better = rule({ cause, observation, opinions });
    if (better !== undefined && believed(better, observation) === better) return better;
  }
  return cause;
}

function fromClock({ cause, opinions }: Known): CauseId | undefined {
  const { aheadMs = 0 } = findingOf(opinions, 'clock') ?? {};
  return cause === 'mfa_code_rejected' && Math.abs(aheadMs) > mostAheadMs ? 'clock_skewed' : undefined;
}

const lostOnTheWay: ReadonlySet<CauseId> = new Set([
  'dns_failed',
  'connection_failed',
  'tls_failed',
  'proxy_failed',
]);

/** The page that never came is the one of the provider that Microsoft names for this domain. */
function fromProvider({ cause, observation, opinions }: Known): CauseId | undefined {
  const { provider } = findingOf(opinions, 'realm') ?? {};
  if (provider === undefined || !lostOnTheWay.has(cause)) return undefined;
  const isTheirs = [observation.load?.host, observation.awaited?.host].includes(provider);
  return isTheirs && !isProxyDown(hostsOf(opinions)) ? 'idp_unreachable' : undefined;
}

const causeOfPhase: Readonly<Record<ReachPhase, CauseId>> = {
  dns: 'dns_failed',
  tcp: 'connection_failed',
  proxy: 'proxy_failed',
  tunnel: 'proxy_failed',
  tls: 'tls_failed',
  http: 'connection_failed',
};

/** What the browser called by one name for several things: a proxy that has no address for a host is not a broken proxy. */
function fromReach({ cause, observation, opinions }: Known): CauseId | undefined {
  const hosts = hostsOf(opinions);
  const { awaited, load, page } = observation;
  // What a page that came was stopped by, the way to it does not explain.
  const isLost =
    lostOnTheWay.has(cause) || (isVague(cause) && (load ?? awaited ?? page === undefined) !== false);
  if (isLost && isProxyDown(hosts)) return 'proxy_failed';
  const failed = (role: HostFound['role']) =>
    hosts.filter(each => each.role === role && each.via === usualWay(hosts) && each.failed !== undefined);
  // A browser waits long for a script that the network drops, and reports nothing.
  if (cause === 'sign_in_page_incomplete')
    return failed('assets').some(each => each.failed !== 'tls') ? 'assets_blocked' : undefined;
  if (!isLost) return undefined;
  const where = load?.host ?? awaited?.host ?? hostOf(page?.url);
  const inQuestion =
    hosts.find(({ host, via }) => host === where && via === usualWay(hosts)) ??
    (where === '' ? failed('center')[0] : undefined);
  if (inQuestion?.failed === undefined || isIdentityProvider(inQuestion.host)) return undefined;
  // A line that is cut, or silent, before anybody has said what is wrong: with a host, or with a proxy that passes it on.
  const isCut = /^(ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT)$/.test(inQuestion.error ?? '');
  const { failed: phase } = inQuestion;
  return isCut && phase !== 'dns' && phase !== 'proxy' ? 'connection_failed' : causeOfPhase[phase];
}

/** A fault of ours for want of a better reason: here a sign-in that does not answer is the better one. */
function fromService({ cause, opinions }: Known): CauseId | undefined {
  if (!isVague(cause)) return undefined;
  const answers = [
    findingOf(opinions, 'tenant')?.status,
    hostsOf(opinions).find(({ role }) => role === 'sign_in')?.status,
  ];
  return answers.some((status = 0) => status >= 500) ? 'sign_in_service_error' : undefined;
}

/** No account of this name: because there is no such tenant, or not in this cloud? */
function fromName({ cause, opinions }: Known): CauseId | undefined {
  if (cause !== 'account_unknown') return undefined;
  const { isKnown, isInThisCloud } = findingOf(opinions, 'tenant') ?? {};
  return isKnown === false || isInThisCloud === false ? 'tenant_not_found' : undefined;
}

/** The tenant's own log gives a reason that the page did not show. */
function fromSignInLog({ cause, opinions }: Known): CauseId | undefined {
  const { signIn } = findingOf(opinions, 'graph') ?? {};
  const refined = causeOf(signIn?.errorCode);
  return isVague(cause) && refined !== undefined && causes[refined].fault !== 'monitor' ? refined : undefined;
}

const vague: ReadonlySet<CauseId> = new Set(['unknown_screen', 'deadline_exceeded', 'sign_in_loop']);
const isVague = (cause: CauseId): boolean => vague.has(cause);

const hostsOf = (opinions: readonly Opinion[]): readonly HostFound[] =>
  findingOf(opinions, 'reach')?.hosts ?? [];

/** What the browser took; the other way is only looked at to compare. */
const usualWay = (hosts: readonly HostFound[]): HostFound['via'] =>
  hosts.some(({ via }) => via === 'proxy') ? 'proxy' : 'direct';

function isProxyDown(hosts: readonly HostFound[]): boolean {
  const proxied = hosts.filter(({ via }) => via === 'proxy');
  return proxied.length > 0 && proxied.every(({ failed }) => failed === 'proxy');
}
