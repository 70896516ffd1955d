import { hostname } from 'node:os';
import type { Configuration } from '../config/configuration.ts';
import { loadConfiguration } from '../config/load.ts';
import type { Monitor } from '../domain/monitor.ts';
import { configFileOf, type Invocation } from './invocation.ts';
import { loadMonitors } from './monitors.ts';

/**
 * The configuration of an invocation, checked, without any of its secrets; undefined where there is none.
 * @throws InputError with everything that is wrong in it
 */
export async function configurationOf(
  { configFile }: Pick<Invocation, 'configFile'>,
  monitors?: ReadonlyMap<string, Monitor>,
): Promise<Configuration | undefined> {
  const file = configFileOf(configFile);
  if (file === undefined) return undefined;
  const monitorIds = [...(monitors ?? (await loadMonitors())).keys()];
  return loadConfiguration(file, { monitorIds, hostname: hostname() });
}
