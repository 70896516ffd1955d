import { Hono } from 'hono';
import { tenant } from './accounts.ts';
import { centers } from './centers/centers.ts';
import { createCenter } from './centers/room.ts';
import { createShellAssets } from './centers/shell-page.ts';
import { graphHosts, signInHosts } from './clouds.ts';
import { createConsumer } from './consumer/consumer.ts';
import { createSignInAssets } from './entra/assets.ts';
import { createCertauth } from './entra/certauth.ts';
import { createEntra } from './entra/entra.ts';
import { createHostedInterrupts } from './entra/hosted-interrupts.ts';
import type { EntraServices } from './entra/services.ts';
import { createIdentityProvider } from './federation/identity-provider.ts';
import { providers } from './federation/providers.ts';
import { createGraph } from './graph/graph.ts';
import type { Room } from './network/answer.ts';
import { createSecurityInfo } from './security-info/security-info.ts';

/** Hosts that Defender for Cloud Apps can be put before. */
const behindDefender = new Set(['admin.microsoft.com']);

/** Every host that the simulator stands in for, and the room that answers for it. All others are refused. */
export function createHosts(services: EntraServices): ReadonlyMap<string, Hono<Room>> {
  const entra = createEntra(services);
  const certauth = createCertauth(services);
  const graph = createGraph(services);
  const signInAssets = createSignInAssets(services.simulator);
  const hosted = createHostedInterrupts(services.simulator);
  const telemetry = new Hono<Room>().all('*', context => context.body(null, 204));
  // Nobody in the simulated tenant is signed in by Kerberos: the probe is answered as outside a domain (facts 1.12).
  const seamlessSignOn = new Hono<Room>().all('*', context => context.body(null, 401));

  const rooms = [
    ...Object.values(signInHosts).map(host => [host, entra] as const),
    ...Object.values(graphHosts).map(host => [host, graph] as const),
    ['login.microsoft.com', entra],
    ['login.windows.net', entra],
    ['login.microsoftonline.com.mcas.ms', entra],
    ['login.live.com', createConsumer(services)],
    ...Object.values(providers).map(
      provider => [provider.host, createIdentityProvider(services, provider)] as const,
    ),
    ['certauth.login.microsoftonline.com', certauth],
    [`t${tenant.id}.certauth.login.microsoftonline.com`, certauth],
    // No source names other hosts of the sign-in pages' scripts in the other clouds.
    ['aadcdn.msauth.net', signInAssets],
    ['aadcdn.msftauth.net', signInAssets],
    ['logincdn.msftauth.net', signInAssets],
    ['mysignins.microsoft.com', createSecurityInfo(services).route('/', hosted)],
    ['account.activedirectory.windowsazure.com', hosted],
    ['autologon.microsoftazuread-sso.com', seamlessSignOn],
    ...centers.flatMap(center => {
      const room = createCenter(services, center);
      const own = Object.values(center.hosts)
        .flat()
        .flatMap(host => (behindDefender.has(host) ? [host, `${host}.mcas.ms`] : [host]));
      return [...own, ...Object.values(center.dataHosts ?? {})].map(host => [host, room] as const);
    }),
    ['res.cdn.office.net', createShellAssets(services.simulator)],
    ['csp.microsoft.com', telemetry],
    ['browser.events.data.microsoft.com', telemetry],
  ] as const;
  const hosts = new Map<string, Hono<Room>>(rooms);
  // A second room would silently take the place of the first.
  for (const [host, room] of rooms) {
    if (hosts.get(host) !== room) throw new Error(`${host} has two rooms`);
  }
  return hosts;
}
