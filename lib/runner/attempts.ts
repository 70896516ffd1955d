import { shareOf } from '../domain/cadence.ts';
import { causes } from '../domain/causes.ts';
import { type Attempted, attempt } from './attempt.ts';
import type { Lease } from './browsers.ts';
import type { DueRun, RunContext } from './due-run.ts';
import { inOtherEngine, opinionOf } from './other-engine.ts';

/** Between two attempts: what failed for a moment has time to pass, and not all come back at once. */
const shortestPauseMs = 1_000;
const longestPauseMs = 5_000;
/** With less time left a second attempt would only be cut off. */
const leastMs = 15_000;

/**
 * The attempts of one run, together no longer than it may take: one in a browser of its engine, a second one where that
 * can hurt nobody, and one in another engine where the failure may lie in the browser. Each in a clean context.
 */
export async function attempts(run: DueRun, parts: RunContext): Promise<Attempted> {
  const end = parts.clock.elapsed() + run.timeoutMs;
  const twice = await attemptTwice(run, end, parts);
  return attemptElsewhere(run, twice, end, parts);
}

async function attemptTwice(run: DueRun, end: number, parts: RunContext): Promise<Attempted> {
  const { clock, stop } = parts;
  const first = await attemptIn(run, 1, parts);
  const pauseMs = shortestPauseMs + shareOf(run.due.runId) * (longestPauseMs - shortestPauseMs);
  const isPossible = end - clock.elapsed() > pauseMs + leastMs && !stop.aborted;
  if (!isPossible || !isWorthAnother(first)) return first;
  const isStopped = await clock.until(clock.now() + pauseMs, stop).then(
    () => false,
    () => true,
  );
  if (isStopped) return first;
  const second = await attemptIn({ ...run, timeoutMs: end - clock.elapsed() }, 2, parts);
  return joined(first, second);
}

/** Where the failure may lie in the browser and there is time left, another engine is asked. */
async function attemptElsewhere(
  run: DueRun,
  attempted: Attempted,
  end: number,
  parts: RunContext,
): Promise<Attempted> {
  const { clock, stop } = parts;
  const start = clock.elapsed();
  const elsewhere = inOtherEngine({ ...run, timeoutMs: end - start }, attempted);
  if (elsewhere === undefined || end - start < leastMs || stop.aborted) return attempted;
  const n = (attempted.attempts?.at(-1)?.n ?? 1) + 1;
  const other = await attemptIn(elsewhere, n, parts);
  const both = joined(attempted, other);
  // The run keeps the result of its own engine. But if the other one has typed a credential and did not get in, its result
  // counts: the guard has to know that cause.
  const isRefused = other.cause !== undefined && other.fresh?.credentialsTyped === true;
  return {
    ...(isRefused ? both : attempted),
    recordings: both.recordings,
    opinions: [opinionOf(elsewhere, other, clock.elapsed() - start)],
  };
}

/** Only where nothing that is secret has left the page, so that no second one can count against the account. */
const isWorthAnother = ({ cause, fresh, observation }: Attempted): boolean =>
  cause !== undefined &&
  causes[cause].retry === 'once' &&
  (observation?.mayHaveLeft ?? fresh?.credentialsTyped) !== true;

async function attemptIn(run: DueRun, n: number, parts: RunContext): Promise<Attempted> {
  let lease: Lease;
  try {
    lease = await parts.browsers.lease(run.due.engine);
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
    startedAt,
    attempts: [...(first.attempts ?? []), ...(second.attempts ?? [])],
    screens: [...(first.screens ?? []), ...(second.screens ?? [])],
    recordings: [...(first.recordings ?? []), ...(second.recordings ?? [])],
  };
}
