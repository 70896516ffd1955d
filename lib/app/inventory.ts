import type { AccountSettings, Settings } from '../config/settings.ts';
import { InputError } from '../core/problem.ts';
import type { Series } from '../core/series.ts';
import { type InventoryRow, inventoryCsv, tellInventory } from '../terminal/inventory.ts';
import { settingsOf } from './configured.ts';
import { asked } from './history.ts';
import type { Invocation } from './invocation.ts';

/** An account that nobody got in with for so long may not be there any more, or not as it was. */
const staleMs = 30 * 86_400_000;

export interface InventoryOptions {
  readonly csv?: boolean;
  readonly json?: boolean;
}

/**
 * All accounts of the configuration, with what the history proves of them. No secret is fetched.
 * @throws InputError when there is no configuration or something is wrong in it
 */
export async function tellAccounts(invocation: Invocation, { csv, json }: InventoryOptions): Promise<string> {
  const settings = await settingsOf(invocation);
  if (settings === undefined) {
    const remedy = 'write genkan.yaml, or name one with --config; README.md shows an example';
    throw new InputError([{ where: 'genkan accounts', what: 'there is no configuration', remedy }]);
  }
  const series = asked<readonly Series[]>(invocation.reports, [], history => history.series(false));
  const rows = settings.accounts.map(account => rowOf(account, settings, series));
  if (json) return rows.map(row => JSON.stringify(row)).join('\n');
  return csv ? inventoryCsv(rows, settings.language) : tellInventory(rows, settings.language);
}

function rowOf(account: AccountSettings, { monitors }: Settings, series: readonly Series[]): InventoryRow {
  const { id, username, tenant, cloud, role, owner } = account;
  const [lastProvenAt] = series
    .filter(({ last }) => last.account === id)
    .flatMap(({ lastSuccessAt }) => lastSuccessAt ?? [])
    .toSorted()
    .toReversed();
  return {
    id,
    username,
    tenant,
    cloud,
    kind: /\.onmicrosoft\.\w+$/i.test(username) ? 'onmicrosoft' : 'own_domain',
    ...(role !== undefined && { role }),
    ...(owner !== undefined && { owner }),
    factors: (['password', 'totp'] as const).filter(factor => account[factor] !== undefined),
    monitors: monitors.filter(({ accounts }) => accounts.includes(id)).map(monitor => monitor.id),
    ...(lastProvenAt !== undefined && { lastProvenAt }),
    isStale: lastProvenAt === undefined || Date.now() - Date.parse(lastProvenAt) > staleMs,
  };
}
