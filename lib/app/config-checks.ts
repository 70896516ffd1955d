import { type Configuration, engineSettings } from '../config/configuration.ts';
import { startUrlOf } from '../domain/monitor.ts';
import type { PlannedMonitor } from '../domain/plan.ts';
import { isLoopback, type ListenAddress, parseListen } from '../platform/listen.ts';
import type { Problem } from '../platform/problem.ts';
import { ProxyError, parseProxy, proxyForm } from '../platform/proxy.ts';
import type { Secret } from '../platform/secret.ts';
import { findEngine } from '../runner/engines.ts';

// A configuration that is valid by itself may still not work on this machine, with these secrets, or with these monitors.

export function missingEngines(configuration: Configuration, headless: boolean): Problem[] {
  const { browser, file } = configuration;
  return browser.engines
    .filter(engine => findEngine(engine, headless, engineSettings(configuration, engine)) === undefined)
    .map(engine => ({
      where: file,
      key: 'browser.engines',
      what: `${engine} is not installed${headless ? '' : ', or has no window'}`,
      remedy: `install it (node scripts/setup.js ${engine}), or set its path in browser.executablePath.${engine}`,
    }));
}

/** Not every center exists in every cloud. */
export const missingUrls = ({ file }: Configuration, plannedMonitors: readonly PlannedMonitor[]): Problem[] =>
  plannedMonitors.flatMap(({ monitor, accounts }) =>
    accounts
      .filter(account => startUrlOf(monitor, account) === undefined)
      .map(({ id, cloud }) => ({
        where: file,
        key: `monitors.${monitor.id}.accounts`,
        what: `has no start URL in the cloud ${cloud} of the account ${id}`,
        remedy: `remove the account from this monitor, or set the tenant's own URL: accounts.${id}.urls.${monitor.id}`,
      })),
  );

/** What a reference resolves to is checked as strictly as what is written in the file; it is not shown. */
export function unusableProxy(proxy: Secret | undefined, at: Pick<Problem, 'where' | 'key'>): Problem[] {
  try {
    if (proxy !== undefined) parseProxy(proxy.reveal());
    return [];
  } catch (error) {
    if (!(error instanceof ProxyError)) throw error;
    return [{ ...at, what: `its value ${error.message}`, remedy: proxyForm }];
  }
}

/**
 * The address to listen on, checked together with the token, since it may come from the command line.
 * @param listen instead of the configured address
 * @param listening listened on already: what was opened to this machine alone must not, by a new token or the lack of one,
 * be open to others
 */
export function listenOn(
  { file, serve }: Configuration,
  listen: string | undefined,
  listening: ListenAddress | undefined,
): { readonly address: ListenAddress | undefined; readonly where: string; readonly problems: Problem[] } {
  const where = listen === undefined ? `${file}: serve.listen` : '--listen';
  const address = parseListen(listen ?? serve.listen);
  const problems: Problem[] = [];
  if (address === undefined) {
    const remedy = 'write HOST:PORT, such as 127.0.0.1:9464 or [::1]:9464';
    problems.push({ where, what: 'is not an address to listen on', remedy });
  } else if (serve.token === undefined && !isLoopback(address.host)) {
    const what = `${address.host} can be reached from other machines, but no token is set`;
    const remedy = 'add serve.token to the configuration (in the demo: set GENKAN_TOKEN), or use 127.0.0.1';
    problems.push({ where, what, remedy });
  }
  if (address && listening && (address.host !== listening.host || address.port !== listening.port)) {
    const what = 'the address to listen on can only be changed by a restart';
    problems.push({ where, what, remedy: 'restart Genkan, or restore the old address' });
  }
  return { address, where, problems };
}
