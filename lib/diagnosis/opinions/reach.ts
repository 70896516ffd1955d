import { signInAssetHosts, signInHosts } from '../../domain/cloud.ts';
import type { HostFound, HostRole } from '../../domain/opinion.ts';
import { ReachError, type Way } from '../connection.ts';
import { reach as reachHost } from '../reach.ts';
import { isAboutTheWay, placeOf, type Question, type SecondOpinion } from './opinion.ts';

/** More are not looked at: a page that loads from everywhere must not make us a crawler. */
const mostHosts = 10;

interface Look {
  readonly address: string;
  readonly role: HostRole;
}

/** Name, connection, certificate and answer of every host that a sign-in needs, on the way that the browser takes. */
export const reach: SecondOpinion<'reach'> = {
  isWorthAsking: isAboutTheWay,
  ask: async (question, signal) => {
    const { way } = question;
    const looks = looksOf(question);
    const hosts = await Promise.all(looks.map(each => look(each, question, way, signal)));
    const [first] = looks;
    // If the proxy is down, one direct request shows whether only the proxy is affected.
    const isProxyDown = hosts.every(({ failed }) => failed === 'proxy');
    if (!isProxyDown || first === undefined || signal.aborted) return { hosts };
    const { proxy: _, ...direct } = way;
    return { hosts: [...hosts, await look(first, question, direct, signal)] };
  },
};

function looksOf({ account, startUrl, observation }: Question): Look[] {
  const { load, awaited, missingAssets } = observation;
  const wanted: Look[] = [
    {
      address: `https://${signInHosts[account.cloud]}/common/v2.0/.well-known/openid-configuration`,
      role: 'sign_in',
    },
    { address: startUrl, role: 'center' },
    ...signInAssetHosts.map((host): Look => ({ address: `https://${host}/`, role: 'assets' })),
    ...missingAssets.map(({ host }): Look => ({ address: `https://${host}/`, role: 'assets' })),
    ...[load?.host, awaited?.host].map((host): Look => ({ address: `https://${host ?? ''}/`, role: 'way' })),
    ...(account.federation === undefined ? [] : [{ address: account.federation, role: 'way' as const }]),
  ];
  const known = new Map<string, Look>();
  for (const each of wanted) {
    const host = URL.parse(each.address)?.host ?? '';
    if (host !== '' && !known.has(host)) known.set(host, each);
  }
  return [...known.values()].slice(0, mostHosts);
}

async function look(
  { address, role }: Look,
  { clock }: Question,
  way: Way,
  signal: AbortSignal,
): Promise<HostFound> {
  const start = clock.elapsed();
  const seen = {
    host: new URL(address).host,
    address: placeOf(address),
    role,
    via: way.proxy === undefined ? ('direct' as const) : ('proxy' as const),
  };
  const durationMs = () => Math.round(clock.elapsed() - start);
  try {
    const { status } = await reachHost(address, way, { signal });
    return { ...seen, status, durationMs: durationMs() };
  } catch (error) {
    if (!(error instanceof ReachError)) throw error;
    const { phase: failed, code, issuer } = error;
    return {
      ...seen,
      failed,
      error: code,
      issuer,
      durationMs: durationMs(),
    };
  }
}
