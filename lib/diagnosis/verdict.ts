import { type CauseId, causes, type Fault } from '../domain/causes.ts';
import type { Verdict } from '../domain/run-record.ts';

export interface Judged {
  readonly verdict: Verdict;
  /** Absent when the sign-in got inside. */
  readonly fault?: Fault;
}

/**
 * Pure. Inside is `up`, or `degraded` when it took more than one attempt or longer than `slowMs`. A fault of our own is
 * `unknown`: not counted as up, and not blamed on Microsoft.
 */
export function judge({
  cause,
  durationMs,
  slowMs,
  attempts,
}: {
  /** What the last attempt ended with; absent when it got inside. */
  readonly cause: CauseId | undefined;
  readonly durationMs: number;
  readonly slowMs: number;
  readonly attempts: number;
}): Judged {
  if (cause === undefined) return { verdict: attempts > 1 || durationMs > slowMs ? 'degraded' : 'up' };
  const { fault } = causes[cause];
  return { verdict: fault === 'monitor' ? 'unknown' : 'down', fault };
}
