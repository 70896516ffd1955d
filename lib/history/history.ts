import { join } from 'node:path';
import type { Credentials } from '../domain/credential.ts';
import type { GuardStore } from '../domain/guard-store.ts';
import { HistoryError } from '../domain/history-error.ts';
import type {
  ClaimTimes,
  HistoryReader,
  HistoryStore,
  LastDueTime,
  QuarterHour,
  QuarterHourQuery,
  RunQuery,
} from '../domain/history-store.ts';
import { type MetricCount, metricCountsOf } from '../domain/metric-counts.ts';
import type { SeriesLabels } from '../domain/metrics.ts';
import { parseDueRecord, parseRecord, RecordError } from '../domain/parse-record.ts';
import type { DueRecord, RunRecord, Verdict } from '../domain/run-record.ts';
import { endOf, type Series, type SeriesId } from '../domain/series.ts';
import { Database, type DatabaseOptions } from './database.ts';
import { SqliteGuardStore } from './guard-store.ts';
import { addMetricCount, metricCountsIn } from './metric-counts.ts';
import { ProcessLocks } from './process-locks.ts';
import { addToQuarterHour, quarterHoursIn } from './quarter-hours.ts';
import { addToSeries, keyOf } from './series.ts';
import { firstRunAt, freeSlotsAhead, lastSuccessBefore } from './series-times.ts';
import { Timeline } from './timeline.ts';

/** Enough for another process to end what it writes, and too short to be noticed. */
const shortestWaitMs = 50;

export const historyFile = (reports: string): string => join(reports, 'history.sqlite');

/**
 * All runs, from before they start until retention removes them, in one SQLite file that many processes may use at
 * once. Beside this room only `platform/process-lock.ts` knows `node:sqlite`.
 *
 * A write waits only for a moment for another process: see `whenFree`.
 */
export class History implements HistoryStore {
  readonly #db: Database;
  readonly #processLocks: ProcessLocks;
  readonly #timeline: Timeline;
  readonly #damaged = new Set<string>();
  readonly guard: GuardStore;

  private constructor(db: Database) {
    this.#db = db;
    this.#processLocks = new ProcessLocks(db.file);
    this.#timeline = new Timeline(db);
    this.guard = new SqliteGuardStore(db, this.#processLocks);
  }

  /** @throws HistoryError when the file is damaged, cannot be written, or was written by another version */
  static open(
    reports: string,
    { waitMs = shortestWaitMs, warn = () => undefined }: Partial<DatabaseOptions> = {},
  ): History {
    return new History(Database.open(historyFile(reports), { waitMs, warn }));
  }

  /**
   * For reading alone, with nothing written in its folder.
   * @param warn called with a sentence about each record that is damaged
   * @throws HistoryError when the file is damaged, cannot be read, or was written by another version
   */
  static read(reports: string, warn?: DatabaseOptions['warn']): HistoryReader {
    return new History(Database.read(historyFile(reports), warn));
  }

  async close(): Promise<void> {
    this.#processLocks.leave();
    this.#db.close();
  }

  async problem(): Promise<string | undefined> {
    return this.#db.isInPlace ? undefined : 'the history was removed or replaced';
  }

  async isEmpty(): Promise<boolean> {
    return this.#db.prepare('SELECT 1 FROM progress WHERE seq > 0').get() === undefined;
  }

  async check(): Promise<void> {
    this.#db.atOnce(() => this.#processLocks.renew());
  }

  async expect(runs: readonly DueRecord[], giveUpAt: string): Promise<void> {
    this.#db.atOnce(() => {
      for (const run of runs.toSorted(byTime)) this.#insert(run, giveUpAt, null);
    });
  }

  async claim(runs: readonly DueRecord[], { now, giveUpAt }: ClaimTimes): Promise<ReadonlySet<string>> {
    return this.#db.atOnce(() => {
      const claimed = runs.toSorted(byTime).filter(run => {
        freeSlotsAhead(this.#db, run, now);
        return this.#insert(run, giveUpAt, run.scheduledAt);
      });
      return new Set(claimed.map(({ runId }) => runId));
    });
  }

  /**
   * @param slot the due time, where the series must not have another run for it
   * @returns whether it has none
   */
  #insert(run: DueRecord, giveUpAt: string, slot: string | null): boolean {
    const { changes } = this.#db
      .prepare(
        `INSERT INTO runs (run_id, scheduled_at, owner, give_up_at, record, seq, slot) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (series, slot) WHERE slot IS NOT NULL DO NOTHING`,
      )
      .run(
        run.runId,
        run.scheduledAt,
        this.#processLocks.enter(),
        giveUpAt,
        JSON.stringify(run),
        this.#timeline.next(),
        slot,
      );
    return changes === 1;
  }

  async conclude(record: RunRecord): Promise<boolean> {
    return this.#db.atOnce(() => {
      const row = this.#db
        .prepare('UPDATE runs SET verdict = ?, record = ? WHERE run_id = ? AND verdict IS NULL RETURNING seq')
        .get(record.verdict, JSON.stringify(record), record.runId);
      if (row === undefined) return false;
      this.#timeline.next();
      addToSeries(this.#db, record, Number(row['seq']));
      this.#timeline.conclude(record);
      this.#count(record);
      return true;
    });
  }

  async abandoned(now: string): Promise<DueRecord[]> {
    return this.#db.atOnce(() => {
      const found = this.#db
        .prepare('SELECT owner, give_up_at, record FROM runs WHERE verdict IS NULL ORDER BY seq')
        .all()
        .filter(row => !this.#isUnderWay(row, now))
        .flatMap(row => this.#readable(row['record'], parseDueRecord));
      this.#processLocks.sweep();
      return found;
    });
  }

  async isOverlapped(due: DueRecord, now: string): Promise<boolean> {
    return this.#db
      .prepare(
        `SELECT owner, give_up_at FROM runs
         WHERE verdict IS NULL AND seq < (SELECT seq FROM runs WHERE run_id = ?)
         AND (record ->> 'tenant', record ->> 'account', record ->> 'monitor', record ->> 'engine', record ->> 'simulated')
           = (?, ?, ?, ?, ?)`,
      )
      .all(due.runId, due.tenant, due.account, due.monitor, due.engine, Number(due.simulated))
      .some(row => !this.#processLocks.isMe(String(row['owner'])) && this.#isUnderWay(row, now));
  }

  async trustedTime(now: number): Promise<number> {
    return this.#timeline.trusted(now);
  }

  async forget(before: string, now: string): Promise<Pick<DueRecord, 'runId' | 'scheduledAt'>[]> {
    const forgotten = this.#db.atOnce(() =>
      this.#db
        .prepare(
          `DELETE FROM runs WHERE verdict IS NOT NULL AND ${isOld}
           RETURNING run_id AS runId, scheduled_at AS scheduledAt`,
        )
        .all({ before, now }),
    );
    return forgotten.map(row => ({ runId: String(row['runId']), scheduledAt: String(row['scheduledAt']) }));
  }

  async misdated(runIds: readonly string[], before: string, now: string): Promise<ReadonlySet<string>> {
    const rows = this.#db
      .prepare(
        `SELECT run_id FROM runs WHERE scheduled_at < :before AND NOT (${isOld})
         AND run_id IN (SELECT value FROM json_each(:runIds))`,
      )
      .all({ before, now, runIds: JSON.stringify(runIds) });
    return new Set(rows.map(row => String(row['run_id'])));
  }

  async run(runId: string): Promise<RunRecord | undefined> {
    const row = this.#db
      .prepare('SELECT record FROM runs WHERE run_id = ? AND verdict IS NOT NULL')
      .get(runId);
    try {
      return row && parseRecord(String(row['record']));
    } catch (cause) {
      throw new HistoryError(`${(cause as Error).message} (history ${this.#db.file})`, { cause });
    }
  }

  async runs(query: RunQuery = {}): Promise<RunRecord[]> {
    return this.#db
      .prepare(selectRuns)
      .all(parametersOf(query))
      .flatMap(row => this.#readable(row['record'], parseRecord));
  }

  async *each(query: RunQuery = {}): AsyncGenerator<RunRecord> {
    // A connection of its own, which shows nothing of what is written meanwhile.
    const db = Database.read(this.#db.file);
    try {
      for (const row of db.prepare(selectRuns).iterate(parametersOf(query)))
        yield* this.#readable(row['record'], parseRecord);
    } finally {
      db.close();
    }
  }

  async verdictsOf(runIds: readonly string[]): Promise<ReadonlyMap<string, Verdict>> {
    const rows = this.#db
      .prepare(
        `SELECT run_id, verdict FROM runs
         WHERE verdict IS NOT NULL AND run_id IN (SELECT value FROM json_each(?))`,
      )
      .all(JSON.stringify(runIds));
    return new Map(rows.map(row => [String(row['run_id']), String(row['verdict']) as Verdict]));
  }

  async lastSuccess({ runId }: Pick<RunRecord, 'runId'>): Promise<string | undefined> {
    const [last] = lastSuccessBefore(this.#db, runId).flatMap(row =>
      this.#readable(row['record'], parseRecord),
    );
    return last && endOf(last);
  }

  async troubles(since: string): Promise<RunRecord[]> {
    return this.#db
      .prepare(
        `WITH troubled AS (
           SELECT DISTINCT series FROM runs WHERE verdict IN ('down', 'unknown') AND scheduled_at >= ?
         ), candidates AS (
           SELECT seq, record, verdict, lag(verdict) OVER (PARTITION BY series ORDER BY seq) AS before
           FROM runs WHERE series IN troubled AND scheduled_at >= ? AND verdict IS NOT NULL
         )
         SELECT record FROM candidates WHERE 'down' IN (verdict, before) OR 'unknown' IN (verdict, before) ORDER BY seq`,
      )
      .all(since, since)
      .flatMap(row => this.#readable(row['record'], parseRecord));
  }

  async series(simulated: boolean): Promise<Series[]> {
    return this.#db
      .prepare('SELECT last, last_success_at FROM series WHERE simulated = ? ORDER BY seq')
      .all(Number(simulated))
      .flatMap(row => {
        const lastSuccessAt = row['last_success_at'] === null ? undefined : String(row['last_success_at']);
        return this.#readable(row['last'], parseRecord).map(last => ({ last, lastSuccessAt }));
      });
  }

  async lastDueTimes(simulated: boolean): Promise<LastDueTime[]> {
    return this.#db
      .prepare('SELECT labels, scheduled_at FROM series WHERE simulated = ?')
      .all(Number(simulated))
      .map(row => ({
        ...(JSON.parse(String(row['labels'])) as SeriesLabels),
        at: String(row['scheduled_at']),
      }));
  }

  async firstRunAt(series: SeriesId): Promise<string | undefined> {
    return firstRunAt(this.#db, series);
  }

  async latest(run: DueRecord): Promise<RunRecord | undefined> {
    return this.#db
      .prepare('SELECT last FROM series WHERE labels = ? AND simulated = ?')
      .all(...keyOf(run))
      .flatMap(row => this.#readable(row['last'], parseRecord))[0];
  }

  async metricCounts(simulated: boolean): Promise<MetricCount[]> {
    return metricCountsIn(this.#db, simulated);
  }

  async quarterHours(query: QuarterHourQuery): Promise<QuarterHour[]> {
    return quarterHoursIn(this.#db, query);
  }

  async count(metricCount: MetricCount, simulated: boolean): Promise<void> {
    this.#db.atOnce(() => addMetricCount(this.#db, metricCount, simulated));
  }

  async saveCredentials({ tenant, account, lives }: Credentials): Promise<void> {
    this.#db.atOnce(() =>
      this.#db
        .prepare('INSERT OR REPLACE INTO credentials (tenant, account, lives) VALUES (?, ?, ?)')
        .run(tenant, account, JSON.stringify(lives)),
    );
  }

  async credentials(): Promise<Credentials[]> {
    return this.#db
      .prepare('SELECT tenant, account, lives FROM credentials ORDER BY tenant, account')
      .all()
      .map(({ tenant, account, lives }) => ({
        tenant: String(tenant),
        account: String(account),
        lives: JSON.parse(String(lives)) as Credentials['lives'],
      }));
  }

  /** Nothing where the record is damaged: it does not keep the others from being read, and is named once. */
  #readable<T>(json: unknown, parse: (json: string) => T): T[] {
    try {
      return [parse(String(json))];
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      if (!this.#damaged.has(error.message)) this.#db.warn(`${error.message}: it is left out`);
      this.#damaged.add(error.message);
      return [];
    }
  }

  /** Of a run that has not ended: will it? Our own always do. */
  #isUnderWay(row: Readonly<Record<string, unknown>>, now: string): boolean {
    const owner = String(row['owner']);
    if (this.#processLocks.isMe(owner)) return true;
    return String(row['give_up_at']) > now && this.#processLocks.isAlive(owner);
  }

  /** A count that cannot be added does not cost the record. */
  #count(record: RunRecord): void {
    try {
      this.#db.nested(() => {
        for (const metricCount of metricCountsOf(record))
          addMetricCount(this.#db, metricCount, record.simulated);
        addToQuarterHour(this.#db, record);
      });
    } catch (error) {
      this.#db.warn(`the run ${record.runId} is missing in the counters: ${(error as Error).message}`);
    }
  }
}

/** What was written down after a run that is young cannot be old, even if the clock said so. */
const isOld = `scheduled_at < :before AND seq < coalesce(
  (SELECT seq FROM runs WHERE scheduled_at BETWEEN :before AND :now ORDER BY seq LIMIT 1), seq + 1)`;

/** What is written down at once is in the order in which it was due: one clock gave the times. */
const byTime = (a: DueRecord, b: DueRecord): number =>
  a.scheduledAt < b.scheduledAt || (a.scheduledAt === b.scheduledAt && a.runId < b.runId) ? -1 : 1;

/** Concluded runs, in the order in which they were written down. */
const selectRuns = `SELECT record FROM runs WHERE verdict IS NOT NULL AND scheduled_at >= :since
  AND (:verdicts IS NULL OR verdict IN (SELECT value FROM json_each(:verdicts)))
  AND (:account IS NULL OR record ->> 'account' = :account) ORDER BY seq`;

const parametersOf = ({ since = '', account, verdicts }: RunQuery) => ({
  since,
  account: account ?? null,
  verdicts: verdicts === undefined ? null : JSON.stringify(verdicts),
});
