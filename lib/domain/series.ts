import { isoTime } from '../platform/clock.ts';
import type { Credentials } from './credential.ts';
import type { MetricCount } from './metric-counts.ts';
import type { SeriesLabels } from './metrics.ts';
import type { RunRecord } from './run-record.ts';

/** One account × monitor × engine × location; simulated and real ones apart. */
export interface SeriesId extends SeriesLabels {
  readonly simulated: boolean;
}

/** The latest of one account × monitor × engine × location. */
export interface Series {
  /** The latest that says whether the admin gets in. */
  readonly last: RunRecord;
  /** When an admin last got in; ISO 8601. Never shown as it is: see `lastSuccessOf`. */
  readonly lastSuccessAt?: string | undefined;
}

/** What the last run said is believed for so many intervals: then this many of its successors have failed to come. */
const freshIntervals = 3;

/** Clocks that differ by less agree, for people and for alerts. */
export const toleranceMs = 60_000;

/**
 * Does the result of a run still describe the present? Not when it is too old, nor when it is in the future: then the
 * clock was wrong.
 * @param now ms since 1970
 */
export function isFresh({ endedAt }: Pick<RunRecord, 'endedAt'>, intervalMs: number, now: number): boolean {
  return now - Date.parse(endedAt) <= freshIntervals * intervalMs && !isInFuture(endedAt, now);
}

/** When a run ended; by Microsoft's clock where ours was seen to be wrong. ISO 8601. */
export function endOf({ endedAt, clockSkewMs = 0 }: Pick<RunRecord, 'endedAt' | 'clockSkewMs'>): string {
  return Math.abs(clockSkewMs) <= toleranceMs ? endedAt : isoTime(Date.parse(endedAt) - clockSkewMs);
}

/** Was it written by a wrong clock? Nothing that has happened is in the future. */
export const isInFuture = (time: string, now: number): boolean => Date.parse(time) > now + toleranceMs;

/** When an admin last got in, as far as that can be said: a time in the future says nothing. ISO 8601. */
export function lastSuccessOf({ lastSuccessAt }: Series, now: number): string | undefined {
  return lastSuccessAt === undefined || isInFuture(lastSuccessAt, now) ? undefined : lastSuccessAt;
}

/** A series that is configured now; it is reported even before its first run. */
export interface Watched {
  readonly tenant: string;
  readonly account: string;
  readonly monitor: string;
  readonly engine: string;
  readonly intervalMs: number;
}

/** Everything that metrics are made of, at one moment. */
export interface Snapshot {
  /** ms since 1970. */
  readonly now: number;
  readonly location: string;
  readonly version: string;
  readonly watched: readonly Watched[];
  /** Those that are watched, here or at another location that shares the history; the latest last. */
  readonly series: readonly Series[];
  /** Those that are not watched any more: for a sink that keeps them until they are deleted. */
  readonly retired: readonly Series[];
  readonly metricCounts: readonly MetricCount[];
  /** Ids of the accounts whose user name is not tried, because a credential of it was refused. */
  readonly paused: ReadonlySet<string>;
  /** When what accounts hold ends. */
  readonly credentials: readonly Credentials[];
  /** The kinds of configured sinks, for the count of their errors. */
  readonly sinks: readonly string[];
  /** What the evidence that is kept takes on disk; absent where that could not be measured. */
  readonly evidenceBytes: number | undefined;
}
