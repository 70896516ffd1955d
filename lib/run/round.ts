import type { CauseId } from '../core/causes.ts';
import { isoTime } from '../core/clock.ts';
import { mostOwnMs } from '../core/own-time.ts';
import type { RunRecord } from '../core/run-record.ts';
import { whenFree } from '../history/busy.ts';
import type { Browsers } from './browsers.ts';
import { logRecord } from './conclude.ts';
import type { DueRun, RunParts } from './due-run.ts';
import type { Admission } from './guard.ts';
import { concludeRun } from './record.ts';
import { performRun } from './run.ts';

/** What a run may take beside its sign-in: starting the browser, signing out, the screenshot, closing. */
export const aroundMs = mostOwnMs + 120_000;

/**
 * Performs all runs that are due, side by side where they do not share an account, and resolves with their
 * records, in the order of the runs.
 * All of them are in the history before the first one starts.
 * @param parallel how many sign-ins at once
 * @throws Error when the history cannot be written; then nothing was started
 */
export async function performRound(
  runs: readonly DueRun[],
  browsers: Browsers,
  parts: RunParts,
  parallel: number,
): Promise<RunRecord[]> {
  const { clock, history, makeRoom, stop } = parts;
  const longestMs = runs.reduce((sum, run) => sum + run.timeoutMs + aroundMs, 0);
  const due = runs.map(run => run.due);
  const expect = () => history.expect(due, isoTime(clock.now() + longestMs));
  await whenFree(expect, { clock, stop, patienceMs: aroundMs, mend: makeRoom });
  const records = new Map<DueRun, RunRecord>();
  const lanes = [...Map.groupBy(runs, run => run.account.id).values()];
  const work = async () => {
    for (let lane = lanes.shift(); lane !== undefined; lane = lanes.shift()) {
      for (const run of lane) {
        records.set(run, await performDue(run, browsers, parts));
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, parallel) }, work));
  return runs.flatMap(run => records.get(run) ?? []);
}

/** Closes runs of earlier rounds whose process is gone. Resolves with what it closed. */
export function closeAbandoned(parts: RunParts): RunRecord[] {
  const { clock, evidence, history, language } = parts;
  const now = isoTime(clock.now());
  const records = history
    .abandoned(now)
    .map(due => {
      evidence.store.sweep(due);
      const found = evidence.store.artifactsOf(due);
      return concludeRun(due, { endedAt: now, cause: 'interrupted', evidence: found }, language);
    })
    .filter(record => history.conclude(record));
  for (const record of records) logRecord(record, parts.log);
  return records;
}

/**
 * A run whose time has come, when its account may be tried, and its conclusion. Never throws: the record shows any
 * failure.
 */
export async function performDue(run: DueRun, browsers: Browsers, parts: RunParts): Promise<RunRecord> {
  const { record, settle } = await perform(run, browsers, parts);
  await parts.conclusions.conclude(record, settle);
  return record;
}

/** A run that is over, and what gives the guard its result. */
interface Performed {
  readonly record: RunRecord;
  readonly settle?: (record: RunRecord) => Promise<void>;
}

async function perform(run: DueRun, browsers: Browsers, parts: RunParts): Promise<Performed> {
  const { clock, guard, history, language, log, renewal, stop } = parts;
  const notRun = (cause: CauseId, because?: CauseId): Performed => ({
    record: concludeRun(
      run.due,
      { endedAt: isoTime(clock.now()), cause, ...(because && { because }) },
      language,
    ),
  });
  if (stop.aborted) return notRun('interrupted');
  let now = withAccount(run, renewal?.latest(run.account));
  let admission: Admission;
  try {
    if (now.account.lacksSecret) now = withAccount(run, await renewal?.renew(now.account));
    if (now.account.lacksSecret) return notRun('secret_unavailable');
    if (history.isOverlapped(run.due, isoTime(clock.now()))) return notRun('overlapped');
    admission = await guard.admit(now, stop);
    if (renewal !== undefined && waitsForSecret(admission)) {
      now = withAccount(run, await renewal.renew(now.account));
      admission = await guard.admit(now, stop);
    }
  } catch (error) {
    if (stop.aborted) return notRun('interrupted');
    log.error({ runId: run.due.runId, err: error }, 'the account could not be guarded, so it is not tried');
    return notRun('internal_error');
  }
  if ('refused' in admission)
    return notRun(admission.refused, 'because' in admission ? admission.because : undefined);
  const guarded = admission;
  const record = await performRun({ ...now, guard: guarded }, browsers, parts).catch((error: unknown) => {
    log.error({ runId: run.due.runId, err: error }, 'an error of Genkan itself has ended the run');
    return notRun('internal_error').record;
  });
  return { record, settle: ended => guarded.end(ended) };
}

const waitsForSecret = (admission: Admission): boolean => 'forSecret' in admission && admission.forSecret;

const withAccount = (run: DueRun, account = run.account): DueRun => ({ ...run, account });
