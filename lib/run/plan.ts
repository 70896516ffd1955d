import type { Account } from '../core/account.ts';
import { isoTime } from '../core/clock.ts';
import type { Engine } from '../core/engine.ts';
import type { Monitor } from '../core/monitor.ts';
import { InputError, type Problem } from '../core/problem.ts';
import { newRunId } from '../core/run-id.ts';
import type { Watched } from '../core/series.ts';
import { genkanVersion } from '../core/version.ts';
import type { Authenticator } from '../sign-in/totp.ts';
import type { DueRun } from './house.ts';

/** An account with everything that is needed to sign in as it. */
export interface Visitor {
  readonly account: Account;
  readonly authenticator?: Authenticator;
}

/** One admin center and who knocks at it. */
export interface Watch {
  readonly monitor: Monitor;
  readonly visitors: readonly Visitor[];
  /** How often a run is due. */
  readonly everyMs: number;
  readonly timeoutMs: number;
  readonly slowMs: number;
}

/** What is to be watched, from where and with what. */
export interface Plan {
  readonly location: string;
  readonly simulated: boolean;
  /** Those that may be picked. */
  readonly engines: readonly Engine[];
  /** Those that are taken when none is picked. */
  readonly standardEngines: readonly Engine[];
  readonly watches: readonly Watch[];
}

/** What a person picked on the command line; nothing picked is everything. */
export interface Selection {
  readonly account?: string;
  readonly monitor?: string;
  readonly engine?: string;
}

/**
 * The runs of one round: account × monitor × engine.
 * @param now ms since 1970
 * @throws InputError when something was picked that the configuration does not have
 */
export function dueRuns(plan: Plan, selection: Selection, now: number): DueRun[] {
  checkSelection(plan, selection);
  const roundId = newRunId(now);
  const picked = (wanted: string | undefined, id: string) => wanted === undefined || wanted === id;
  const engines = selection.engine === undefined ? plan.standardEngines : plan.engines;
  return engines
    .filter(engine => picked(selection.engine, engine))
    .flatMap(engine =>
      plan.watches
        .filter(({ monitor }) => picked(selection.monitor, monitor.id))
        .flatMap(watch =>
          watch.visitors
            .filter(({ account }) => picked(selection.account, account.id))
            .map(visitor => dueRun(plan, watch, visitor, engine, roundId, now)),
        ),
    );
}

function dueRun(
  plan: Plan,
  watch: Watch,
  visitor: Visitor,
  engine: Engine,
  roundId: string,
  now: number,
): DueRun {
  const { monitor, timeoutMs, slowMs } = watch;
  const { id: account, tenant, cloud } = visitor.account;
  return {
    due: {
      schemaVersion: 1,
      runId: newRunId(now),
      roundId,
      monitor: monitor.id,
      account,
      tenant,
      cloud,
      location: plan.location,
      simulated: plan.simulated,
      engine,
      scheduledAt: isoTime(now),
      genkanVersion,
    },
    monitor,
    door: monitor.doors[cloud] ?? '',
    timeoutMs,
    slowMs,
    ...visitor,
  };
}

function checkSelection(plan: Plan, { account, monitor, engine }: Selection): void {
  const problems = [
    unknown(
      '--account',
      account,
      new Set(plan.watches.flatMap(watch => watch.visitors.map(visitor => visitor.account.id))),
    ),
    unknown('--monitor', monitor, new Set(plan.watches.map(watch => watch.monitor.id))),
    unknown('--engine', engine, new Set<string>(plan.engines)),
  ].filter(problem => problem !== undefined);
  if (problems.length > 0) throw new InputError(problems);
}

function unknown(
  option: string,
  wanted: string | undefined,
  known: ReadonlySet<string>,
): Problem | undefined {
  if (wanted === undefined || known.has(wanted)) return undefined;
  const remedy = `configured are: ${[...known].join(', ')}`;
  return { where: option, what: `the configuration has no ${JSON.stringify(wanted)}`, remedy };
}

/** Every series that the plan keeps going, for those who tell of it. */
export function watchedBy(plan: Plan): Watched[] {
  return plan.standardEngines.flatMap(engine =>
    plan.watches.flatMap(({ monitor, visitors, everyMs }) =>
      visitors.map(({ account }) => ({
        tenant: account.tenant,
        account: account.id,
        monitor: monitor.id,
        engine,
        intervalMs: everyMs,
      })),
    ),
  );
}
