import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Logger } from 'pino';
import { configuredWishes } from './app/configured.ts';
import { demoWishes } from './app/demo.ts';
import { loadMonitors } from './app/monitors.ts';
import type { Wishes } from './app/wishes.ts';
import { systemClock } from './core/clock.ts';
import type { Monitor } from './core/monitor.ts';
import { InputError } from './core/problem.ts';
import { Redactor } from './core/redaction.ts';
import type { RunRecord, Verdict } from './core/run-record.ts';
import type { SinkSettings, Snapshot, Watched } from './core/series.ts';
import { genkanVersion } from './core/version.ts';
import { evidenceBytes } from './evidence/keep.ts';
import { History, historyFile } from './history/history.ts';
import { Browsers } from './run/browsers.ts';
import type { House } from './run/house.ts';
import { dueRuns, type Selection, watchedBy } from './run/plan.ts';
import { closeAbandoned, performRound } from './run/round.ts';
import { openSink } from './sinks/sinks.ts';
import { openLog } from './terminal/logger.ts';
import { tellRuns } from './terminal/report.ts';

/** What the outside hands in: command line, environment and streams, read by nobody else. */
export interface Invocation {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Named on the command line or in the environment; else `genkan.yaml` where there is one, else the demo. */
  readonly configFile: string | undefined;
  /** The folder for all that is left behind. */
  readonly reports: string;
  readonly headless: boolean;
  /** Aborted when the process is asked to stop. */
  readonly stop: AbortSignal;
  /** Where messages go. */
  readonly stderr: { readonly fd: number; readonly isTTY: boolean };
  /** Whether results are read on a terminal that shows colours. */
  readonly colour: boolean;
}

/** The parts, wired. */
export interface App {
  readonly wishes: Wishes;
  /**
   * One round of what was selected, told to history and sinks.
   * @throws InputError when something was selected that is not configured
   */
  run(selection: Selection): Promise<readonly RunRecord[]>;
  /** Records as a person reads them. */
  tell(records: readonly RunRecord[]): string;
  close(): Promise<void>;
}

/**
 * Reads what is wanted and wires the parts for it. Nothing is written before `run`.
 * @throws InputError with everything that is wrong, at once
 */
export async function openApp(invocation: Invocation): Promise<App> {
  const monitors = await loadMonitors();
  const wishes = await wishesFor(invocation, monitors);
  const redactor = new Redactor(wishes.secrets);
  const log = openLog(invocation.stderr, redactor);
  const { language, isAnnounced } = wishes;
  return {
    wishes,
    run: selection => runRound(invocation, wishes, redactor, log, selection),
    tell: records =>
      tellRuns(records, {
        language,
        reports: invocation.reports,
        colour: invocation.colour,
        titleOf: id => monitors.get(id)?.title[language] ?? id,
        written: [
          historyFile(invocation.reports),
          ...wishes.sinks.flatMap(sink => ('path' in sink ? sink.path : [])),
        ],
        ...(isAnnounced && { isAnnounced }),
      }),
    close: () => wishes.close(),
  };
}

/** The configuration's file; nothing when the demo is wanted. */
export function configurationOf(configFile: string | undefined): string | undefined {
  return configFile ?? (existsSync('genkan.yaml') ? 'genkan.yaml' : undefined);
}

/** What the exit code tells: one that is down outweighs one that is unknown. What was announced to fail does not count. */
export function worstOf(records: readonly RunRecord[], isAnnounced: Wishes['isAnnounced']): Verdict {
  const surprising = records.filter(record => !isAnnounced?.(record));
  const order: readonly Verdict[] = ['down', 'unknown', 'degraded', 'up'];
  return order.find(verdict => surprising.some(record => record.verdict === verdict)) ?? 'up';
}

/** @param serving whether the token that opens the pages is wanted, too */
export function wishesFor(
  invocation: Invocation,
  monitors: ReadonlyMap<string, Monitor>,
  serving = false,
): Promise<Wishes> {
  refuseDebug(invocation.env['DEBUG']);
  const file = configurationOf(invocation.configFile);
  return file === undefined
    ? demoWishes(monitors, invocation)
    : configuredWishes(file, monitors, { ...invocation, serving });
}

/** Playwright's debug output prints everything that is typed. */
function refuseDebug(debug: string | undefined): void {
  // Names may be shortened by `*`: anything that could mean Playwright is refused.
  if (debug === undefined || !/pw|\*/.test(debug)) return;
  const what = 'makes Playwright print every password and code that is typed';
  throw new InputError([{ where: 'environment', key: 'DEBUG', what, remedy: 'unset DEBUG' }]);
}

async function runRound(
  { env, headless, reports, stop }: Invocation,
  wishes: Wishes,
  redactor: Redactor,
  log: Logger,
  selection: Selection,
): Promise<readonly RunRecord[]> {
  const { browser, language, plan } = wishes;
  const runs = dueRuns(plan, selection, systemClock.now());
  const history = History.open(reports);
  const browsers = new Browsers(engine => ({ engine, headless, env, ...browser(engine) }));
  try {
    const house: House = { clock: systemClock, history, reports, language, redactor, log, stop };
    closeAbandoned(house);
    const records = await performRound(runs, browsers, house, availableParallelism());
    await publish(wishes, house);
    return records;
  } finally {
    await browsers.close();
    history.close();
  }
}

/** Tells every sink. One that fails is told of and disturbs neither the others nor the round. */
export async function publish(wishes: Wishes, { history, log, reports }: House): Promise<void> {
  const { plan, sinks } = wishes;
  const watched = watchedBy(plan, systemClock.now());
  const snapshot = snapshotOf({ ...plan, sinks, watched }, history, reports);
  const open = sinks.map(openSink);
  const told = await Promise.allSettled(open.map(sink => sink.publish(snapshot)));
  for (const [n, result] of told.entries()) {
    const sink = sinks[n]?.type;
    if (result.status === 'fulfilled' || sink === undefined) continue;
    log.error({ sink: open[n]?.name, err: result.reason as Error }, 'a sink failed');
    const labels = { location: plan.location, sink };
    history.count({ metric: 'genkan_sink_errors_total', labels, part: '', value: 1 }, plan.simulated);
  }
}

/** What somebody wants to be told of. */
interface ToTell {
  readonly location: string;
  readonly simulated: boolean;
  readonly sinks: ReadonlyArray<Pick<SinkSettings, 'type'>>;
  readonly watched: readonly Watched[];
}

/** What there is to tell now. */
export function snapshotOf(
  { location, simulated, sinks, watched }: ToTell,
  history: History,
  reports: string,
): Snapshot {
  return {
    now: systemClock.now(),
    location,
    version: genkanVersion,
    watched,
    series: history.series(simulated),
    tallies: history.tallies(simulated),
    sinks: sinks.map(({ type }) => type),
    evidenceBytes: evidenceBytes(reports),
  };
}
