import type { Configuration, ConfiguredAccount } from '../config/configuration.ts';
import { heldBy } from '../domain/account.ts';
import { type Credentials, type Life, lifeState } from '../domain/credential.ts';
import { budgets, spentAt, userKeyOf, waitAt } from '../domain/guard-state.ts';
import { type GuardEntry, pausesOf } from '../domain/guard-store.ts';
import { lastSuccessOf, type Series } from '../domain/series.ts';
import { isoTime } from '../platform/clock.ts';
import { InputError } from '../platform/problem.ts';
import { formatInventory, type InventoryRow, inventoryCsv } from '../terminal/inventory.ts';
import { configurationOf } from './configuration.ts';
import { configuredLives } from './credentials.ts';
import { query } from './history.ts';
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
export async function renderAccounts(
  invocation: Invocation,
  { csv, json }: InventoryOptions,
): Promise<string> {
  const configuration = await configurationOf(invocation);
  if (configuration === undefined) {
    const remedy = 'write genkan.yaml, or name one with --config; README.md shows an example';
    throw new InputError([{ where: 'genkan accounts', what: 'there is no configuration', remedy }]);
  }
  const proven = await provenIn(invocation);
  const rows = configuration.accounts.map(account => rowOf(account, configuration, proven));
  if (json) return rows.map(row => JSON.stringify(row)).join('\n');
  return csv ? inventoryCsv(rows, configuration.language) : formatInventory(rows, configuration.language);
}

/** What the history knows of accounts. */
interface Proven {
  readonly series: readonly Series[];
  readonly known: readonly Credentials[];
  readonly guarded: readonly GuardEntry[];
}

const provenIn = (invocation: Invocation): Promise<Proven> =>
  query<Proven>(invocation, { series: [], known: [], guarded: [] }, async history => {
    const [series, known, guarded] = await Promise.all([
      history.series(false),
      history.credentials(),
      history.guard.entries(),
    ]);
    return { series, known, guarded };
  });

function rowOf(
  account: ConfiguredAccount,
  { monitors, accounts }: Configuration,
  { series, known, guarded }: Proven,
): InventoryRow {
  const now = Date.now();
  const { id, username, tenant, cloud, role, owner } = account;
  const [lastProvenAt] = series
    .filter(({ last }) => last.account === id)
    .flatMap(one => lastSuccessOf(one, now) ?? [])
    .toSorted()
    .toReversed();
  const paused = pauseOf(account, accounts, guarded, now);
  return {
    id,
    username,
    tenant,
    cloud,
    kind: /\.onmicrosoft\.\w+$/i.test(username) ? 'onmicrosoft' : 'own_domain',
    role,
    owner,
    factors: heldBy(account),
    monitors: monitors.filter(monitor => monitor.accounts.includes(id)).map(monitor => monitor.id),
    lastProvenAt,
    isStale: lastProvenAt === undefined || now - Date.parse(lastProvenAt) > staleMs,
    paused,
    credentials: livesOf(account, known).map(life => ({ ...life, state: lifeState(life, now) })),
  };
}

/** By the user name: for a refused credential until it changes, else until the budget or a wait allows the next try. */
function pauseOf(
  { id, username, cloud }: ConfiguredAccount,
  accounts: readonly ConfiguredAccount[],
  guarded: readonly GuardEntry[],
  now: number,
): InventoryRow['paused'] {
  const userKeys = new Map(accounts.map(each => [each.id, userKeyOf(each.username, false)]));
  const pause = pausesOf(guarded, userKeys).get(id);
  if (pause !== undefined) return { cause: pause.cause, since: pause.since };
  const state = guarded.find(({ userKey }) => userKey === userKeyOf(username, false))?.state;
  const blocked = state && (waitAt(state, now) ?? spentAt(state, budgets[cloud], now));
  return blocked && { cause: blocked.cause, until: isoTime(blocked.until) };
}

/** The configuration as it is now; what is read from a certificate only as the last run saw it. */
function livesOf(configured: ConfiguredAccount, known: readonly Credentials[]): readonly Life[] {
  const isIt = ({ tenant, account }: Credentials) =>
    tenant === configured.tenant && account === configured.id;
  const seen = configured.certificate === undefined ? [] : (known.find(isIt)?.lives ?? []);
  return [...seen.filter(({ credential }) => credential === 'certificate'), ...configuredLives(configured)];
}
