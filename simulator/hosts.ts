import { Hono } from 'hono';
import { tenant } from './accounts.ts';
import { createCenter } from './centers/center-app.ts';
import { centers } from './centers/centers.ts';
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
import type { HostApp, HostEnv } from './network/answer.ts';
import { createSecurityInfo } from './security-info/security-info.ts';

/** Hosts that Defender for Cloud Apps can be put before. */
const behindDefender = new Set(['admin.microsoft.com']);

/** The host app of every host that the simulator answers for. All other hosts are refused. */
export function createHosts(services: EntraServices): ReadonlyMap<string, HostApp> {
  const entra = createEntra(services);
  const certauth = createCertauth(services);
  const graph = createGraph(services);
  const signInAssets = createSignInAssets(services.simulator);
  const hosted = createHostedInterrupts(services.simulator);
  const telemetry = new Hono<HostEnv>().all('*', context => context.body(null, 204));
  // Nobody in the simulated tenant is signed in by Kerberos: the probe is answered as outside a domain (facts 1.12).
  const seamlessSignOn = new Hono<HostEnv>().all('*', context => context.body(null, 401));

  const apps = [
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
      const app = createCenter(services, center);
      const own = Object.values(center.hosts)
        .flat()
        .flatMap(host => (behindDefender.has(host) ? [host, `${host}.mcas.ms`] : [host]));
      return [...own, ...Object.values(center.dataHosts ?? {})].map(host => [host, app] as const);
    }),
    ['res.cdn.office.net', createShellAssets(services.simulator)],
    ['csp.microsoft.com', telemetry],
    ['browser.events.data.microsoft.com', telemetry],
  ] as const;
  const hosts = new Map<string, HostApp>(apps);
  // A second app for the same host would silently replace the first.
  for (const [host, app] of apps) {
    if (hosts.get(host) !== app) throw new Error(`${host} has two apps`);
  }
  return hosts;
}
