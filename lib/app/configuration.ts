import { hostname } from 'node:os';
import type { Configuration } from '../config/configuration.ts';
import { loadConfiguration } from '../config/load.ts';
import type { Monitor } from '../domain/monitor.ts';
import { configurationOf, type Invocation } from './invocation.ts';
import { loadMonitors } from './monitors.ts';

/**
 * The configuration file alone, checked; no secret is fetched.
 * @throws InputError with everything that is wrong in it
 */
export function readSettings(file: string, monitors: ReadonlyMap<string, Monitor>): Promise<Configuration> {
  return loadConfiguration(file, { monitorIds: [...monitors.keys()], hostname: hostname() });
}

/** The same of an invocation, where it has one. */
export async function settingsOf({
  configFile,
}: Pick<Invocation, 'configFile'>): Promise<Configuration | undefined> {
  const file = configurationOf(configFile);
  return file === undefined ? undefined : readSettings(file, await loadMonitors());
}
