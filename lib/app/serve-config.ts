import { intervalAt } from '../domain/cadence.ts';
import { userKeyOf } from '../domain/guard-state.ts';
import type { Language } from '../domain/language.ts';
import type { Monitor } from '../domain/monitor.ts';
import type { SinkSettings, Watched } from '../domain/series.ts';
import { isLoopback, type ListenAddress, parseListen } from '../platform/listen.ts';
import { InputError, type Problem } from '../platform/problem.ts';
import type { Secret } from '../platform/secret.ts';
import { userKeysOf, watchedBy } from '../runner/plan.ts';
import { readSettings } from './configuration.ts';
import { serveAlone } from './configured.ts';
import { configurationOf, type Invocation } from './invocation.ts';
import { resolveConfig } from './resolve-config.ts';
import type { ListenConfig, ResolvedConfig } from './resolved-config.ts';
import { timeZoneProblems } from './time-zone.ts';
import { renamedKeys, unnamedLocation } from './warnings.ts';

/** What `genkan serve` is to show and do. */
export interface ServeConfig {
  readonly language: Language;
  readonly location: string;
  readonly simulated: boolean;
  readonly listen: ListenAddress;
  /** Where the address is written, for problems. */
  readonly where: string;
  readonly token?: Secret;
  /** The sinks that results are sent to, for the count of their errors. */
  readonly sinks: ReadonlyArray<Pick<SinkSettings, 'type'>>;
  /** The user name of each account id, as its key. */
  readonly userKeys: ReadonlyMap<string, string>;
  /** @param now ms since 1970 */
  readonly watched: (now: number) => readonly Watched[];
  /** Settings that work, but are probably mistakes. */
  readonly warnings: readonly Problem[];
  /** What is to be run; absent when somebody else does that. */
  readonly resolved?: ResolvedConfig;
}

interface Options {
  /** Instead of the configured address. */
  readonly listen?: string;
  readonly schedule: boolean;
  /** Are accounts that can be watched watched, where the secrets of others cannot be had? */
  readonly sparesOthers?: boolean;
}

type Monitors = ReadonlyMap<string, Monitor>;

/**
 * Reads what is to be served. Where nothing is to be run, no secret of an account is fetched: whoever only shows
 * results need not be able to sign in.
 * @throws InputError with everything that is wrong, at once
 */
export async function readServeConfig(
  invocation: Invocation,
  monitors: Monitors,
  options: Options,
): Promise<ServeConfig> {
  const file = configurationOf(invocation.configFile);
  if (file !== undefined && !options.schedule) return showOnly(file, invocation, monitors, options);
  const { sparesOthers = false } = options;
  const resolved = await resolveConfig(invocation, monitors, { serving: true, sparesOthers });
  const { language, plan, serve, sinks, warnings } = resolved;
  try {
    const { location, simulated } = plan;
    const config = {
      language,
      location,
      simulated,
      sinks,
      warnings,
      userKeys: userKeysOf(plan),
      watched: (now: number) => watchedBy(plan, now),
    };
    const opened = { ...config, ...listenAddressOf(serve, options.listen) };
    if (options.schedule) return { ...opened, resolved };
    await resolved.close();
    return opened;
  } catch (error) {
    await resolved.close();
    throw error;
  }
}

async function showOnly(
  file: string,
  { env }: Invocation,
  monitors: Monitors,
  { listen }: Options,
): Promise<ServeConfig> {
  const problems = timeZoneProblems(env['TZ']);
  if (problems.length > 0) throw new InputError(problems);
  const settings = await readSettings(file, monitors);
  const { language, location, accounts, browser } = settings;
  const tenants = new Map(accounts.map(({ id, tenant }) => [id, tenant]));
  return {
    language,
    location,
    simulated: false,
    userKeys: new Map(accounts.map(({ id, username }) => [id, userKeyOf(username, false)])),
    sinks: settings.sinks ?? [{ type: 'textfile' }],
    warnings: [...renamedKeys(settings), ...unnamedLocation(settings)],
    ...listenAddressOf(await serveAlone(settings, env), listen),
    watched: now =>
      settings.monitors.flatMap(monitor =>
        browser.engines.flatMap(engine =>
          monitor.accounts.map(account => ({
            tenant: tenants.get(account) ?? '',
            account,
            monitor: monitor.id,
            engine,
            intervalMs: intervalAt(monitor, now),
          })),
        ),
      ),
  };
}

/** The address to listen on, checked together with the token, since it may come from the command line. */
function listenAddressOf(
  { listen, where, token }: ListenConfig,
  wanted: string | undefined,
): Pick<ServeConfig, 'listen' | 'where' | 'token'> {
  const place = wanted === undefined ? where : '--listen';
  const address = parseListen(wanted ?? listen);
  if (address === undefined) {
    const remedy = 'write HOST:PORT, such as 127.0.0.1:9464 or [::1]:9464';
    throw new InputError([{ where: place, what: 'is not an address to listen on', remedy }]);
  }
  if (token === undefined && !isLoopback(address.host)) {
    const what = `${address.host} can be reached from other machines, but no token is set`;
    const remedy = 'add serve.token to the configuration (in the demo: set GENKAN_TOKEN), or use 127.0.0.1';
    throw new InputError([{ where: place, what, remedy }]);
  }
  return { listen: address, where: place, ...(token && { token }) };
}
