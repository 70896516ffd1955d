import type { Credentials } from './credential.ts';
import type { GuardStore } from './guard-store.ts';
import type { MetricCount } from './metric-counts.ts';
import type { SeriesLabels } from './metrics.ts';
import type { DueRecord, RunRecord, Verdict } from './run-record.ts';
import type { Series, SeriesId } from './series.ts';

/** Which concluded runs are wanted; absent fields restrict nothing. */
export interface RunQuery {
  /** Only runs that were due since then; ISO 8601. */
  readonly since?: string | undefined;
  readonly account?: string | undefined;
  readonly verdicts?: readonly Verdict[] | undefined;
}

/** When a series was due last, whether a run took place or not. */
export type LastDueTime = SeriesLabels & {
  /** ISO 8601. */
  readonly at: string;
};

/** A time, from and to; both ISO 8601, the second one excluded. */
export interface QuarterHourQuery {
  readonly since: string;
  readonly until: string;
  readonly simulated: boolean;
}

/** Runs of one series that were due in one UTC quarter hour and ended alike. */
export interface QuarterHour extends SeriesLabels {
  /** ISO 8601. */
  readonly beganAt: string;
  readonly verdict: Verdict;
  readonly runs: number;
  /** Of all of them together. */
  readonly durationMs: number;
}

/** When a claim is made, and how long it lasts; both ISO 8601. */
export interface ClaimTimes {
  /** A due time after this was claimed while the clock was wrong, and may be claimed again. */
  readonly now: string;
  /** When others may take the runs for abandoned although this process still lives: it hangs. */
  readonly giveUpAt: string;
}

/**
 * What can be asked of a history without changing it. Every method rejects with a
 * HistoryError when it cannot be read. A record that is
 * damaged is left out, and named once in a warning; only `run`, which asks for it alone, rejects.
 */
export interface HistoryReader {
  /** What the guard remembers of user names. */
  readonly guard: Pick<GuardStore, 'read' | 'entries'>;
  /** One concluded run. */
  run(runId: string): Promise<RunRecord | undefined>;
  /** Concluded runs, in the order in which they were written down. */
  runs(query?: RunQuery): Promise<RunRecord[]>;
  /** The same one by one, for a history that is too large for memory: as it is when the first one is read. */
  each(query?: RunQuery): AsyncIterable<RunRecord>;
  /** How these runs ended, those of them that are known. */
  verdictsOf(runIds: readonly string[]): Promise<ReadonlyMap<string, Verdict>>;
  /** When an admin got in last before a run of the same series; ISO 8601. */
  lastSuccess(run: Pick<RunRecord, 'runId'>): Promise<string | undefined>;
  /**
   * Runs that were due since then and did not get in, and of each series the runs that did right after, in the order in
   * which they were written down: what incidents are made of.
   * @param since ISO 8601; empty for all
   */
  troubles(since: string): Promise<RunRecord[]>;
  /** The latest of each account × monitor × engine × location, simulated and real ones apart; the latest of all last. */
  series(simulated: boolean): Promise<Series[]>;
  lastDueTimes(simulated: boolean): Promise<LastDueTime[]>;
  /** When the first run of a series that the history still has was due; ISO 8601. */
  firstRunAt(series: SeriesId): Promise<string | undefined>;
  /** The latest run that says anything, of the series that a run belongs to. */
  latest(run: DueRecord): Promise<RunRecord | undefined>;
  /** Everything that was ever counted. */
  metricCounts(simulated: boolean): Promise<MetricCount[]>;
  /** Sums that stay when the runs themselves are removed, oldest first. */
  quarterHours(query: QuarterHourQuery): Promise<QuarterHour[]>;
  /** What is known of every account's credentials, by tenant and account. */
  credentials(): Promise<Credentials[]>;
  /** Was nothing ever written to it? Then what was refused before is not known here. */
  isEmpty(): Promise<boolean>;
  /** Those of these runs that only seem to be so old: a clock that was behind has dated them. Times are ISO 8601. */
  misdated(runIds: readonly string[], before: string, now: string): Promise<ReadonlySet<string>>;
  /** Ends the use of the history by this process. */
  close(): Promise<void>;
}

/**
 * All runs, from before they start until retention removes them, for all processes that share the store. Every method
 * rejects with a HistoryError when the store cannot be used, and then nothing has changed.
 */
export interface HistoryStore extends HistoryReader {
  readonly guard: GuardStore;
  /** What is wrong with the store, for people; undefined when nothing is. Only looks, and names no path. */
  problem(): Promise<string | undefined>;
  /**
   * Makes sure that it can be written and that other processes see this one, and repairs what can be repaired.
   * @throws HistoryError when it cannot be written now, or another history is in its place
   */
  check(): Promise<void>;
  /**
   * Writes down runs that a person asks for, before they start, all of them or none.
   * @param giveUpAt when others may take them for abandoned although this process still lives: it hangs. ISO 8601
   */
  expect(runs: readonly DueRecord[], giveUpAt: string): Promise<void>;
  /**
   * Writes down runs that a schedule has made due, before they start, all of them or none. Of a series and due time there
   * is one run, whichever process asks first. It stays the only one, also when that process dies: then it is abandoned.
   * @returns the ids of the runs that this process performs; another one has the rest
   */
  claim(runs: readonly DueRecord[], times: ClaimTimes): Promise<ReadonlySet<string>>;
  /** Closes a run with its record and adds it to what is counted. False when it was closed before, by whatever process. */
  conclude(record: RunRecord): Promise<boolean>;
  /** Runs that were due and will never end by themselves: their process is gone, or hangs. */
  abandoned(now: string): Promise<DueRecord[]>;
  /**
   * Is another process at the same account, monitor and engine, by a run that was written down before this one? Of
   * two that ask at once it is true for one.
   */
  isOverlapped(due: DueRecord, now: string): Promise<boolean>;
  /**
   * How late it is at least, in ms since 1970: what is too old by this time may be removed.
   * @param now what our clock says, which may be wrong
   */
  trustedTime(now: number): Promise<number>;
  /**
   * Removes concluded runs that were due before then. What was counted of them, and the latest of each series, stays.
   * @param now the trusted time; both ISO 8601
   * @returns what it removed
   */
  forget(before: string, now: string): Promise<Pick<DueRecord, 'runId' | 'scheduledAt'>[]>;
  /** Adds to something that is counted beside the runs. */
  count(metricCount: MetricCount, simulated: boolean): Promise<void>;
  /** What is known now of an account's credentials, in place of what was known before. */
  saveCredentials(credentials: Credentials): Promise<void>;
}
