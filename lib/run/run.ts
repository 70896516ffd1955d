import { causes } from '../core/causes.ts';
import { isoTime } from '../core/clock.ts';
import { foreignText } from '../core/foreign-text.ts';
import { changeTexts } from '../core/free-text.ts';
import { shareOf } from '../core/rhythm.ts';
import type { RunRecord } from '../core/run-record.ts';
import { type Attempted, attempt } from './attempt.ts';
import type { Browsers } from './browsers.ts';
import type { DueRun, RunParts } from './due-run.ts';
import { keepEvidence } from './evidence.ts';
import { inOtherEngine, opinionOf } from './other-engine.ts';
import { concludeRun } from './record.ts';
import { askOthers } from './second-opinions.ts';

/** Between two attempts: what failed for a moment has time to pass, and not all come back at once. */
const shortestPauseMs = 1_000;
const longestPauseMs = 5_000;
/** Of a text in a record: an address that a page made up may have a million characters. */
const mostOfText = 4_000;
/** With less time left a second attempt would only be cut off. */
const leastMs = 15_000;

/**
 * One run, in a browser of its engine: an attempt, a second one where that can hurt nobody, second opinions on one that
 * failed, and the record. Never throws: whatever happens is what the record tells.
 */
export async function performRun(run: DueRun, browsers: Browsers, parts: RunParts): Promise<RunRecord> {
  const end = parts.clock.elapsed() + run.timeoutMs;
  const twice = await attemptTwice(run, end, browsers, parts);
  const attempted = await attemptElsewhere(run, twice, end, browsers, parts);
  const { observation, ...ended } = await askOthers(run, attempted, parts);
  return conclude(run, parts, { ...ended, load: observation?.load });
}

async function attemptTwice(
  run: DueRun,
  end: number,
  browsers: Browsers,
  parts: RunParts,
): Promise<Attempted> {
  const { clock, stop } = parts;
  const first = await attemptIn(run, 1, browsers, parts);
  const pauseMs = shortestPauseMs + shareOf(run.due.runId) * (longestPauseMs - shortestPauseMs);
  const isPossible = end - clock.elapsed() > pauseMs + leastMs && !stop.aborted;
  if (!isPossible || !isWorthAnother(first)) return first;
  const isStopped = await clock.until(clock.now() + pauseMs, stop).then(
    () => false,
    () => true,
  );
  if (isStopped) return first;
  const second = await attemptIn({ ...run, timeoutMs: end - clock.elapsed() }, 2, browsers, parts);
  return joined(first, second);
}

/** Where the failure may lie in the browser and there is time left, another engine is asked. */
async function attemptElsewhere(
  run: DueRun,
  attempted: Attempted,
  end: number,
  browsers: Browsers,
  parts: RunParts,
): Promise<Attempted> {
  const { clock, stop } = parts;
  const start = clock.elapsed();
  const elsewhere = inOtherEngine({ ...run, timeoutMs: end - start }, attempted);
  if (elsewhere === undefined || end - start < leastMs || stop.aborted) return attempted;
  const n = (attempted.attempts?.at(-1)?.n ?? 1) + 1;
  const other = await attemptIn(elsewhere, n, browsers, parts);
  const both = joined(attempted, other);
  // This engine's result stays as it is, unless the other came further and was refused: then the account is guarded by that.
  const isRefused = other.cause !== undefined && other.fresh?.credentialsTyped === true;
  return {
    ...(isRefused ? both : attempted),
    ...(both.recordings && { recordings: both.recordings }),
    opinions: [opinionOf(elsewhere, other, clock.elapsed() - start)],
  };
}

/** Only where nothing that is secret has left the page, so that no second one can count against the account. */
const isWorthAnother = ({ cause, fresh, observation }: Attempted): boolean =>
  cause !== undefined &&
  causes[cause].retry === 'once' &&
  (observation?.mayHaveLeft ?? fresh?.credentialsTyped) !== true;

async function attemptIn(run: DueRun, n: number, browsers: Browsers, parts: RunParts): Promise<Attempted> {
  let lease: Awaited<ReturnType<Browsers['lease']>>;
  try {
    lease = await browsers.lease(run.due.engine);
  } catch (error) {
    parts.log.error({ runId: run.due.runId, err: error }, 'the browser did not start');
    return { cause: 'browser_not_started' };
  }
  return attempt(run, n, lease, parts).finally(lease.release);
}

/** What the second one found, with what the first one left. */
function joined(first: Attempted, second: Attempted): Attempted {
  const startedAt = first.startedAt ?? second.startedAt;
  return {
    ...second,
    ...(startedAt !== undefined && { startedAt }),
    attempts: [...(first.attempts ?? []), ...(second.attempts ?? [])],
    screens: [...(first.screens ?? []), ...(second.screens ?? [])],
    recordings: [...(first.recordings ?? []), ...(second.recordings ?? [])],
  };
}

async function conclude(
  run: DueRun,
  parts: RunParts,
  { recordings = [], ...attempted }: Attempted,
): Promise<RunRecord> {
  const ended = { ...attempted, endedAt: isoTime(parts.clock.now()) };
  const concluded = concludeRun(run.due, ended, parts.language, run.slowMs);
  const record = changeTexts(concluded, text => foreignText(parts.redactor.text(text), mostOfText));
  return keepEvidence(run, record, recordings, parts);
}
