import { availableParallelism } from 'node:os';
import type { Logger } from 'pino';
import { assign } from './app/assign.ts';
import { type Assignment, wayOf } from './app/assignment.ts';
import { keepCredentials } from './app/credentials.ts';
import { evidenceParts } from './app/evidence.ts';
import type { Invocation } from './app/invocation.ts';
import { loadMonitors } from './app/monitors.ts';
import { publish } from './app/publish.ts';
import { systemClock } from './core/clock.ts';
import { Redactor } from './core/redaction.ts';
import type { RunRecord, Verdict } from './core/run-record.ts';
import { History, historyFile } from './history/history.ts';
import { Browsers } from './run/browsers.ts';
import type { RunParts } from './run/due-run.ts';
import { dueRuns, type Selection } from './run/plan.ts';
import { forgetOldRuns } from './run/retention.ts';
import { closeAbandoned, logUnsandboxed, performRound } from './run/round.ts';
import { logProblems, openLog } from './terminal/logger.ts';
import { tellRuns } from './terminal/report.ts';

/** The parts, wired. */
export interface App {
  readonly assignment: Assignment;
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
  const assignment = await assign(invocation, monitors, { sparesOthers: true });
  const redactor = new Redactor(assignment.secrets);
  const log = openLog(invocation.stderr, redactor);
  logProblems(assignment.missing, log);
  const { language, isAnnounced } = assignment;
  return {
    assignment,
    run: selection => runRound(invocation, assignment, redactor, log, selection),
    tell: records =>
      tellRuns(records, {
        language,
        reports: invocation.reports,
        colour: invocation.colour,
        titleOf: id => monitors.get(id)?.title[language] ?? id,
        written: [
          historyFile(invocation.reports),
          ...assignment.sinks.flatMap(sink => ('path' in sink ? sink.path : [])),
        ],
        ...(isAnnounced && { isAnnounced }),
      }),
    close: () => assignment.close(),
  };
}

/** What the exit code tells: one that is down outweighs one that is unknown. What was announced to fail does not count. */
export function worstOf(records: readonly RunRecord[], isAnnounced: Assignment['isAnnounced']): Verdict {
  const surprising = records.filter(record => !isAnnounced?.(record));
  const order: readonly Verdict[] = ['down', 'unknown', 'degraded', 'up'];
  return order.find(verdict => surprising.some(record => record.verdict === verdict)) ?? 'up';
}

async function runRound(
  { env, headless, reports, stop }: Invocation,
  assignment: Assignment,
  redactor: Redactor,
  log: Logger,
  selection: Selection,
): Promise<readonly RunRecord[]> {
  const { browser, language, plan } = assignment;
  const runs = dueRuns(plan, selection, systemClock.now());
  const history = History.open(reports);
  const browsers = new Browsers(engine => ({ engine, headless, env, ...browser(engine) }), {
    onUnsandboxed: found => logUnsandboxed(found, log),
  });
  try {
    const evidence = evidenceParts(assignment, reports);
    const way = wayOf(assignment);
    const parts: RunParts = { clock: systemClock, history, evidence, language, redactor, log, stop, way };
    // Also before anything is written: a disk that is full would otherwise never get room again.
    forgetOldRuns(parts, assignment.retention);
    closeAbandoned(parts);
    keepCredentials(assignment.credentials, parts);
    const records = await performRound(runs, browsers, parts, availableParallelism());
    await publish(assignment, parts, evidence.store.bytes());
    forgetOldRuns(parts, assignment.retention);
    return records;
  } finally {
    await browsers.close();
    history.close();
  }
}
