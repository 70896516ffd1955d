import type { Account } from '../domain/account.ts';
import { type Cadence, intervalAt } from '../domain/cadence.ts';
import type { Engine } from '../domain/engine.ts';
import { userKeyOf } from '../domain/guard-state.ts';
import type { SeriesLabels } from '../domain/metrics.ts';
import { startUrlOf } from '../domain/monitor.ts';
import type { Plan, PlannedMonitor } from '../domain/plan.ts';
import { newRunId } from '../domain/run-id.ts';
import type { Watched } from '../domain/series.ts';
import { isoTime } from '../platform/clock.ts';
import { InputError, type Problem } from '../platform/problem.ts';
import { nearest } from '../platform/suggest.ts';
import { genkanVersion } from '../platform/version.ts';
import type { DueRun } from './due-run.ts';

/** What a person picked on the command line, by id; nothing picked is everything. */
export interface Selection {
  readonly account?: readonly string[] | undefined;
  readonly monitor?: readonly string[] | undefined;
  readonly engine?: readonly string[] | undefined;
}

/**
 * The runs of one round: account × monitor × engine.
 * @param now ms since 1970
 * @throws InputError when something was picked that the configuration does not have, or nothing is left to run
 */
export function dueRuns(plan: Plan, selection: Selection, now: number): DueRun[] {
  checkSelection(plan, selection);
  const roundId = newRunId(now);
  const isPicked = (wanted: readonly string[] | undefined, id: string) => wanted?.includes(id) ?? true;
  const runs = plannedSeriesOf(plan, selection.engine === undefined ? plan.standardEngines : plan.engines)
    .filter(
      ({ engine, planned, account }) =>
        isPicked(selection.engine, engine) &&
        isPicked(selection.monitor, planned.monitor.id) &&
        isPicked(selection.account, account),
    )
    .map(series => dueRun(plan, series, roundId, now));
  if (runs.length > 0) return runs;
  const what = 'none of these monitors has any of these accounts, so nothing would run';
  const remedy = 'list the accounts and their monitors: genkan accounts';
  throw new InputError([{ where: '--account, --monitor', what, remedy }]);
}

/** One account × monitor × engine of a plan: what is due again and again. */
export interface PlannedSeries {
  /** Identifies the series. */
  readonly key: string;
  readonly account: string;
  readonly cadence: Cadence;
  readonly planned: PlannedMonitor;
  readonly signsInAs: Account;
  readonly engine: Engine;
}

/** Everything that the plan keeps going. */
export function plannedSeriesOf(plan: Plan, engines = plan.standardEngines): PlannedSeries[] {
  const { location } = plan;
  return engines.flatMap(engine =>
    plan.plannedMonitors.flatMap(planned =>
      planned.accounts.map(signsInAs => {
        const { id: account, tenant } = signsInAs;
        const key = seriesKey({ tenant, account, monitor: planned.monitor.id, engine, location });
        return { key, account, cadence: planned, planned, signsInAs, engine };
      }),
    ),
  );
}

/** The key of the series that a record, or a planned series, belongs to. */
export const seriesKey = ({ tenant, account, monitor, engine, location }: SeriesLabels): string =>
  JSON.stringify([tenant, account, monitor, engine, location]);

/**
 * A run of a series.
 * @param at when it is due, in ms since 1970
 */
export function dueRun(
  plan: Plan,
  { planned, signsInAs, engine }: PlannedSeries,
  roundId: string,
  at: number,
): DueRun {
  const { monitor, timeoutMs, slowMs } = planned;
  const { id: account, tenant, cloud } = signsInAs;
  const startUrl = startUrlOf(monitor, signsInAs);
  if (startUrl === undefined) throw new Error(`${monitor.id} has no URL for ${account}`);
  return {
    due: {
      schemaVersion: 2,
      runId: newRunId(at),
      roundId,
      monitor: monitor.id,
      account,
      tenant,
      cloud,
      location: plan.location,
      simulated: plan.simulated,
      engine,
      scheduledAt: isoTime(at),
      genkanVersion,
    },
    monitor,
    startUrl,
    otherEngines: plan.engines.filter(each => each !== engine),
    timeoutMs,
    slowMs,
    account: signsInAs,
  };
}

function checkSelection(plan: Plan, { account, monitor, engine }: Selection): void {
  const problems = [
    ...unknown(
      '--account',
      account,
      new Set(plan.plannedMonitors.flatMap(({ accounts }) => accounts.map(({ id }) => id))),
    ),
    ...unknown('--monitor', monitor, new Set(plan.plannedMonitors.map(planned => planned.monitor.id))),
    ...unknown('--engine', engine, new Set<string>(plan.engines)),
  ];
  if (problems.length > 0) throw new InputError(problems);
}

/** A problem for each id that is not configured. */
function unknown(option: string, wanted: readonly string[] = [], known: ReadonlySet<string>): Problem[] {
  const configured = `configured are: ${[...known].join(', ')}`;
  return [...new Set(wanted)]
    .filter(id => !known.has(id))
    .map(id => {
      const meant = nearest(id, [...known]);
      const remedy =
        meant === undefined ? configured : `did you mean ${JSON.stringify(meant)}? ${configured}`;
      return { where: option, what: `the configuration has no ${JSON.stringify(id)}`, remedy };
    });
}

/** The user name that each account of the plan signs in with, as its key. */
export const userKeysOf = ({ plannedMonitors, simulated }: Plan): ReadonlyMap<string, string> =>
  new Map(
    plannedMonitors.flatMap(({ accounts }) =>
      accounts.map(({ id, username }) => [id, userKeyOf(username, simulated)] as const),
    ),
  );

/**
 * Every series of the plan, for the metrics and pages.
 * @param now ms since 1970: the times of a cron expression are not always equally far apart
 */
export function watchedBy(plan: Plan, now: number): Watched[] {
  const intervals = new Map(plan.plannedMonitors.map(planned => [planned, intervalAt(planned, now)]));
  return plannedSeriesOf(plan).map(({ planned, signsInAs, engine }) => ({
    tenant: signsInAs.tenant,
    account: signsInAs.id,
    monitor: planned.monitor.id,
    engine,
    intervalMs: intervals.get(planned) ?? planned.everyMs,
  }));
}
