import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import type { Configuration, ResolvedConfig } from '../config/configuration.ts';
import { valueAt } from '../config/issues.ts';
import { configurationInMemory } from '../config/load.ts';
import { type Engine, engines } from '../domain/engine.ts';
import type { Monitor } from '../domain/monitor.ts';
import { InputError } from '../platform/problem.ts';
import { findEngine } from '../runner/engines.ts';
import { type ResolveOptions, resolve } from './resolve.ts';

/**
 * What is watched where nothing is configured: the demo tenant, on a simulator of our own. Its configuration is read and
 * resolved as a file is.
 * @throws InputError when no browser is installed, or the token cannot be used
 */
export async function demoConfig(
  monitors: ReadonlyMap<string, Monitor>,
  options: ResolveOptions,
): Promise<ResolvedConfig> {
  const installed = installedEngines(options.headless);
  const simulator = await startSimulator();
  try {
    const secrets = Object.fromEntries(
      simulator.accounts.flatMap(({ username, password, totp }) => [
        [variable(username, 'PASSWORD'), password],
        [variable(username, 'TOTP'), totp],
      ]),
    );
    const env = { ...options.env, ...secrets };
    const configuration = demoConfiguration(simulator, installed, { env, monitorIds: [...monitors.keys()] });
    const announced = new Map(simulator.accounts.map(each => [idOf(each.username), each.announced]));
    return {
      ...(await resolve(configuration, monitors, { ...options, env })),
      simulated: true,
      // One is enough to show it; each further one would wait for the next one-time code.
      standardEngines: installed.slice(0, 1),
      credentials: [],
      isAnnounced: run => {
        const wanted = announced.get(run.account);
        return wanted?.verdict === run.verdict && wanted.cause === run.cause;
      },
      close: () => simulator.stop(),
    };
  } catch (error) {
    await simulator.stop();
    throw error;
  }
}

/** The demo as its file would have it. */
function demoConfiguration(
  { accounts, proxy, ca }: Simulator,
  installed: readonly Engine[],
  { env, monitorIds }: Pick<ResolveOptions, 'env'> & { readonly monitorIds: readonly string[] },
): Configuration {
  const data = {
    location: 'demo',
    browser: { engines: installed, proxy, trust: ca },
    accounts: Object.fromEntries(
      accounts.map(({ username }) => [
        idOf(username),
        {
          username,
          tenant: 'contoso',
          password: `env:${variable(username, 'PASSWORD')}`,
          totp: `env:${variable(username, 'TOTP')}`,
        },
      ]),
    ),
    // One center is enough, too.
    monitors: { 'admin-center': { accounts: accounts.map(({ username }) => idOf(username)) } },
    serve: env['GENKAN_TOKEN'] ? { token: 'env:GENKAN_TOKEN' } : {},
  };
  return configurationInMemory(data, {
    file: 'the demo',
    folder: '.',
    hostname: 'demo',
    where: path => `the demo (${String(valueAt(data, path))})`,
    monitorIds,
  });
}

function installedEngines(headless: boolean): readonly Engine[] {
  const found = engines.filter(engine => findEngine(engine, headless) !== undefined);
  if (found.length > 0) return found;
  const what = `no browser is installed${headless ? '' : ' that can show a window'}`;
  throw new InputError([
    { where: 'this machine', what, remedy: 'install one: node scripts/setup.js chromium' },
  ]);
}

const idOf = (username: string): string => username.replace(/@.*/, '');

/** Where the demo keeps a secret of an account. */
const variable = (username: string, kind: string): string =>
  `DEMO_${idOf(username).toUpperCase().replaceAll(/\W/g, '_')}_${kind}`;
