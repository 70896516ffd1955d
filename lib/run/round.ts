import { isoTime } from '../core/clock.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { Browsers } from './browsers.ts';
import type { DueRun, RunParts } from './due-run.ts';
import { concludeRun } from './record.ts';
import { performRun } from './run.ts';
import type { Unsandboxed } from './sandbox.ts';

/** What a run may take beside its sign-in: starting the browser, signing out, the screenshot, closing. */
export const aroundMs = 120_000;

/**
 * Performs all runs that are due, side by side where they do not share an account, and resolves with their
 * records, in the order of the runs.
 * All of them are in the history before the first one starts.
 * @param parallel how many sign-ins at once
 */
export async function performRound(
  runs: readonly DueRun[],
  browsers: Browsers,
  parts: RunParts,
  parallel: number,
): Promise<RunRecord[]> {
  const { clock, history } = parts;
  const longestMs = runs.reduce((sum, run) => sum + run.timeoutMs + aroundMs, 0);
  history.expect(
    runs.map(run => run.due),
    isoTime(clock.now() + longestMs),
  );
  const records = new Map<DueRun, RunRecord>();
  const lanes = [...Map.groupBy(runs, run => run.account.id).values()];
  const work = async () => {
    for (let lane = lanes.shift(); lane !== undefined; lane = lanes.shift()) {
      for (const run of lane) {
        const record = await performDue(run, browsers, parts);
        records.set(run, record);
        logRecord(record, parts);
        writeDown(record, parts);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, parallel) }, work));
  return runs.flatMap(run => records.get(run) ?? []);
}

/** Closes runs of earlier rounds whose process is gone. Resolves with what it closed. */
export function closeAbandoned(parts: RunParts): RunRecord[] {
  const { clock, history, language } = parts;
  const now = isoTime(clock.now());
  const records = history
    .abandoned(now)
    .map(due => concludeRun(due, { endedAt: now, cause: 'interrupted' }, language))
    .filter(record => history.conclude(record));
  for (const record of records) logRecord(record, parts);
  return records;
}

/** A run whose time has come, in a browser of its engine. Never throws: whatever happens is what the record tells. */
export async function performDue(run: DueRun, browsers: Browsers, parts: RunParts): Promise<RunRecord> {
  const { clock, language, log, stop } = parts;
  const notRun = (cause: 'interrupted' | 'overlapped' | 'browser_not_started') =>
    concludeRun(run.due, { endedAt: isoTime(clock.now()), cause }, language);
  if (stop.aborted) return notRun('interrupted');
  if (isOverlapped(run, parts)) return notRun('overlapped');
  try {
    const { browser, release } = await browsers.lease(run.due.engine);
    return await performRun(run, browser, parts).finally(release);
  } catch (error) {
    log.error({ runId: run.due.runId, err: error }, 'the browser did not start');
    return notRun('browser_not_started');
  }
}

/** Is another process, a cron job started too early perhaps, just signing in for the same? */
function isOverlapped({ due }: DueRun, { clock, history, log }: RunParts): boolean {
  try {
    return history.isOverlapped(due, isoTime(clock.now()));
  } catch (error) {
    log.error({ runId: due.runId, err: error }, 'the history could not be asked for overlapping runs');
    return false;
  }
}

/** A history that cannot be written to (a full disk) takes neither this run's result nor the other runs with it. */
function writeDown(record: RunRecord, { history, log }: RunParts): void {
  try {
    history.conclude(record);
  } catch (error) {
    log.error({ runId: record.runId, err: error }, 'the record could not be written to the history');
  }
}

/** A line in the log for each result. */
export function logRecord(record: RunRecord, { log }: RunParts): void {
  const { runId, monitor, account, engine, verdict, cause, durationMs, summary } = record;
  log.info({ runId, monitor, account, engine, verdict, cause, durationMs }, summary);
}

/** Said once, by whoever opens the browsers. */
export function logUnsandboxed({ why, remedy }: Unsandboxed, log: RunParts['log']): void {
  log.warn({ remedy }, `Chromium runs without its sandbox: ${why}`);
}
