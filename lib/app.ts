import { availableParallelism } from 'node:os';
import type { Logger } from 'pino';
import { saveCredentials } from './app/credentials.ts';
import { logEmptyHistory } from './app/empty-history.ts';
import { evidenceSize } from './app/evidence-size.ts';
import { generationOf } from './app/generation.ts';
import type { Invocation } from './app/invocation.ts';
import { loadMonitors } from './app/monitors.ts';
import { openHistory } from './app/open-history.ts';
import { endMs, Publisher } from './app/publish.ts';
import { resolveConfig } from './app/resolve-config.ts';
import { historyPlace } from './app/stores.ts';
import type { ResolvedConfig } from './config/configuration.ts';
import type { RunRecord, Verdict } from './domain/run-record.ts';
import { WaitLimit, whenFree } from './domain/when-free.ts';
import { systemClock } from './platform/clock.ts';
import { limitAfter } from './platform/deadline.ts';
import { closeAbandoned } from './runner/abandoned.ts';
import { Conclusions } from './runner/conclude.ts';
import { dueRuns, type Selection } from './runner/plan.ts';
import { forgetOldRuns } from './runner/retention.ts';
import { Runner } from './runner/runner.ts';
import { logProblems, logWarnings, openLog } from './terminal/logger.ts';
import { formatRuns } from './terminal/report.ts';

/** The results of one round. */
export interface Round {
  readonly records: readonly RunRecord[];
  /** Those of them that could not be written to the history: only this process knows how they ended. */
  readonly unwritten: readonly RunRecord[];
}

/** The parts, wired. */
export interface App {
  readonly config: ResolvedConfig;
  /**
   * One round of what was selected, for history and sinks.
   * @throws InputError when something was selected that is not configured
   */
  run(selection: Selection): Promise<Round>;
  /** Records as a person reads them. */
  formatRound(records: readonly RunRecord[]): string;
  close(): Promise<void>;
}

/**
 * Reads what is wanted and wires the parts for it. Nothing is written before `run`.
 * @throws InputError with everything that is wrong, at once
 */
export async function openApp(invocation: Invocation): Promise<App> {
  const monitors = await loadMonitors();
  const config = await resolveConfig(invocation, monitors, { purpose: 'run', sparesOthers: true });
  const log = openLog(invocation.stderr, invocation.redactor, invocation.logLevel);
  logProblems(config.missing, log);
  logWarnings(config.warnings, log);
  const { language, isAnnounced } = config;
  return {
    config,
    run: selection => runRound(invocation, config, log, selection),
    formatRound: records =>
      formatRuns(records, {
        language,
        reports: invocation.reports,
        colour: invocation.colour,
        titleOf: id => monitors.get(id)?.title[language] ?? id,
        written: [
          historyPlace(invocation.reports),
          ...config.sinks.flatMap(sink => ('path' in sink ? sink.path : [])),
        ],
        isAnnounced,
      }),
    close: () => config.close(),
  };
}

/**
 * Decides the exit code: one that is down outweighs one that is unknown. What was announced to fail does not count,
 * and a result that is in no history counts as unknown, too.
 */
export function worstOf({ records, unwritten }: Round, isAnnounced: ResolvedConfig['isAnnounced']): Verdict {
  const found = new Set(records.filter(record => !isAnnounced?.(record)).map(({ verdict }) => verdict));
  if (unwritten.length > 0) found.add('unknown');
  const order: readonly Verdict[] = ['down', 'unknown', 'degraded', 'up'];
  return order.find(verdict => found.has(verdict)) ?? 'up';
}

async function runRound(
  invocation: Invocation,
  config: ResolvedConfig,
  log: Logger,
  selection: Selection,
): Promise<Round> {
  const { reports, stop } = invocation;
  const { retention, simulated } = config;
  const clock = systemClock;
  const due = dueRuns(config, selection, clock.now()).map(run => ({ run }));
  const waitLimit = new WaitLimit(clock);
  const { history, makeRoom } = await openHistory({ reports, clock, log, stop, waitLimit });
  const conclusions = new Conclusions({ clock, history, log, makeRoom });
  const shared = { invocation, clock, history, conclusions, makeRoom, log, stop };
  const { parts } = generationOf(config, shared);
  const publisher = new Publisher(config, shared, evidenceSize(parts.evidence.store, shared));
  try {
    if (!simulated) await logEmptyHistory(history, reports, log);
    // Also before anything is written: a disk that is full would otherwise never get room again.
    await forgetOldRuns(parts, retention);
    const whenWritable = <T>(work: () => Promise<T>) =>
      waitLimit.spend(patienceMs => whenFree(work, { clock, stop, patienceMs, recover: makeRoom }));
    const closed = await whenWritable(() => closeAbandoned(parts));
    await saveCredentials(config.credentials, parts);
    const runner = new Runner(availableParallelism());
    const started = await whenWritable(() => runner.start(due, parts, 'person'));
    const records = (await Promise.all(started)).filter(record => record !== undefined);
    const unwritten = await waitLimit.spend(leftMs =>
      conclusions.settled(leftMs, limitAfter(clock, endMs.history, stop)),
    );
    for (const { runId } of unwritten)
      log.error({ runId }, 'how a run ended is not in the history; the next start closes it as interrupted');
    await publisher.publish([...closed, ...records]);
    await publisher.settled(limitAfter(clock, endMs.sinks, stop));
    if (!stop.aborted) await forgetOldRuns(parts, retention);
    return { records, unwritten };
  } finally {
    await parts.browsers.close();
    await history.close();
  }
}
