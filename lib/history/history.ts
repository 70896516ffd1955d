import { join } from 'node:path';
import type { Credentials } from '../core/credential.ts';
import type { GuardStore } from '../core/guard-store.ts';
import { type DueRecord, isConclusive, isInside, type RunRecord, type Verdict } from '../core/run-record.ts';
import { endOf, type Series } from '../core/series.ts';
import { labelsOf, type Tally, talliesOf } from '../core/tally.ts';
import { Database, type DatabaseOptions } from './database.ts';
import { SqliteGuardStore } from './guard-store.ts';
import { Owners } from './owners.ts';
import { firstRunAt, lastSuccessBefore, type SeriesId } from './series-times.ts';
import { addTally, talliesIn } from './tallies.ts';
import { Timeline } from './timeline.ts';

/** Enough for another process to end what it writes, and too short to be noticed. */
const shortestWaitMs = 50;

export const historyFile = (reports: string): string => join(reports, 'history.sqlite');

/**
 * All runs, from before they start until retention removes them, in one SQLite file that many processes may use at
 * once. Beside this room only `core/process-lock.ts` knows `node:sqlite`.
 *
 * A write waits only for a moment for another process: see `whenFree`.
 */
export class History {
  readonly #db: Database;
  readonly #owners: Owners;
  readonly #timeline: Timeline;
  /** What the guard remembers of user names. */
  readonly guard: GuardStore;

  private constructor(db: Database) {
    this.#db = db;
    this.#owners = new Owners(db.file);
    this.#timeline = new Timeline(db);
    this.guard = new SqliteGuardStore(db, this.#owners);
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
   * @throws HistoryError when the file is damaged, cannot be read, or was written by another version
   */
  static read(reports: string): History {
    return new History(Database.read(historyFile(reports)));
  }

  close(): void {
    this.#owners.leave();
    this.#db.close();
  }

  /** What is wrong with the file, for people; undefined when nothing is. Only looks, and names no path. */
  problem(): string | undefined {
    return this.#db.isInPlace ? undefined : 'the history was removed or replaced';
  }

  /** Nothing was ever written to it: what was refused before is not known here. */
  get isEmpty(): boolean {
    return this.#db.prepare('SELECT 1 FROM progress WHERE seq > 0').get() === undefined;
  }

  /**
   * Makes sure that it can be written and that other processes see this one, and repairs what can be repaired.
   * @throws Error when it cannot be written now; HistoryError when another history is in its place
   */
  check(): void {
    this.#atOnce(() => this.#owners.renew());
  }

  /**
   * Writes down runs before they start.
   * @param giveUpAt when others may take them for abandoned although this process still lives: it hangs
   */
  expect(runs: readonly DueRecord[], giveUpAt: string): void {
    this.#atOnce(() => {
      const insert = this.#db.prepare(
        'INSERT INTO runs (run_id, scheduled_at, owner, give_up_at, record, seq) VALUES (?, ?, ?, ?, ?, ?)',
      );
      const owner = this.#owners.enter();
      for (const run of runs.toSorted(byTime))
        insert.run(run.runId, run.scheduledAt, owner, giveUpAt, JSON.stringify(run), this.#timeline.next());
    });
  }

  /** Closes a run with its record and adds it to what is counted. False when somebody else has closed it before. */
  conclude(record: RunRecord): boolean {
    const json = JSON.stringify(record);
    return this.#atOnce(() => {
      const row = this.#db
        .prepare('UPDATE runs SET verdict = ?, record = ? WHERE run_id = ? AND verdict IS NULL RETURNING seq')
        .get(record.verdict, json, record.runId);
      if (row === undefined) return false;
      this.#timeline.next();
      this.#remember(record, json, Number(row['seq']));
      this.#timeline.conclude(record);
      this.#count(record);
      return true;
    });
  }

  /** Runs that were due and will never end by themselves: their process is gone, or hangs. */
  abandoned(now: string): DueRecord[] {
    return this.#atOnce(() => {
      const found = this.#db
        .prepare('SELECT owner, give_up_at, record FROM runs WHERE verdict IS NULL ORDER BY seq')
        .all()
        .filter(row => !this.#isUnderWay(row, now))
        .map(row => JSON.parse(String(row['record'])) as DueRecord);
      this.#owners.sweep();
      return found;
    });
  }

  /**
   * Is another process at the same account, monitor and engine, by a run that was written down before this one? Of
   * two that ask at once it is true for one.
   */
  isOverlapped(due: DueRecord, now: string): boolean {
    return this.#db
      .prepare(
        `SELECT owner, give_up_at, record FROM runs
         WHERE verdict IS NULL AND seq < (SELECT seq FROM runs WHERE run_id = ?)`,
      )
      .all(due.runId)
      .filter(row => !this.#owners.isMe(String(row['owner'])) && this.#isUnderWay(row, now))
      .some(row => visitOf(JSON.parse(String(row['record'])) as DueRecord) === visitOf(due));
  }

  /**
   * How late it is at least, in ms since 1970: what is too old by this time may be removed.
   * @param now what our clock says, which may be wrong
   */
  trustedTime(now: number): number {
    return this.#timeline.trusted(now);
  }

  /**
   * Removes concluded runs that were due before then. What was counted of them, and the latest of each series, stays.
   * @param now the trusted time; both ISO 8601
   * @returns what it removed
   */
  forget(before: string, now: string): Pick<DueRecord, 'runId' | 'scheduledAt'>[] {
    return this.#db
      .prepare(
        `DELETE FROM runs WHERE verdict IS NOT NULL AND ${isOld}
         RETURNING run_id AS runId, scheduled_at AS scheduledAt`,
      )
      .all({ before, now })
      .map(row => ({ runId: String(row['runId']), scheduledAt: String(row['scheduledAt']) }));
  }

  /** Those of these runs that only seem to be so old: a clock that was behind has dated them. */
  misdated(runIds: readonly string[], before: string, now: string): Set<string> {
    const rows = this.#db
      .prepare(
        `SELECT run_id FROM runs WHERE scheduled_at < :before AND NOT (${isOld})
         AND run_id IN (SELECT value FROM json_each(:runIds))`,
      )
      .all({ before, now, runIds: JSON.stringify(runIds) });
    return new Set(rows.map(row => String(row['run_id'])));
  }

  /** One concluded run. */
  run(runId: string): RunRecord | undefined {
    const row = this.#db
      .prepare('SELECT record FROM runs WHERE run_id = ? AND verdict IS NOT NULL')
      .get(runId);
    return row && (JSON.parse(String(row['record'])) as RunRecord);
  }

  /** Concluded runs, in the order in which they were written down. */
  runs({
    since = '',
    account,
    verdicts,
  }: {
    since?: string;
    account?: string;
    verdicts?: readonly Verdict[];
  } = {}): RunRecord[] {
    return this.#db
      .prepare(
        `SELECT record FROM runs WHERE verdict IS NOT NULL AND scheduled_at >= ?
         AND (? IS NULL OR verdict IN (SELECT value FROM json_each(?)))
         AND (? IS NULL OR record ->> 'account' = ?) ORDER BY seq`,
      )
      .all(
        since,
        ...twice(verdicts === undefined ? null : JSON.stringify(verdicts)),
        ...twice(account ?? null),
      )
      .map(row => JSON.parse(String(row['record'])) as RunRecord);
  }

  /** How these runs ended, those of them that are known. */
  verdictsOf(runIds: readonly string[]): Map<string, Verdict> {
    const rows = this.#db
      .prepare(
        `SELECT run_id, verdict FROM runs
         WHERE verdict IS NOT NULL AND run_id IN (SELECT value FROM json_each(?))`,
      )
      .all(JSON.stringify(runIds));
    return new Map(rows.map(row => [String(row['run_id']), String(row['verdict']) as Verdict]));
  }

  /** When somebody got in last before a run of the same series. ISO 8601. */
  lastSuccess({ runId }: Pick<RunRecord, 'runId'>): string | undefined {
    return lastSuccessBefore(this.#db, runId);
  }

  /**
   * Runs that were due since then and did not get in, and of each series the runs that did right after, in the order in
   * which they were written down: what incidents are made of.
   */
  troubles(since: string): RunRecord[] {
    return this.#db
      .prepare(
        `WITH troubled AS (
           SELECT DISTINCT series FROM runs WHERE verdict IN ('down', 'unknown') AND scheduled_at >= ?
         ), told AS (
           SELECT seq, record, verdict, lag(verdict) OVER (PARTITION BY series ORDER BY seq) AS before
           FROM runs WHERE series IN troubled AND scheduled_at >= ? AND verdict IS NOT NULL
         )
         SELECT record FROM told WHERE 'down' IN (verdict, before) OR 'unknown' IN (verdict, before) ORDER BY seq`,
      )
      .all(since, since)
      .map(row => JSON.parse(String(row['record'])) as RunRecord);
  }

  /** The latest of each account × monitor × engine × location, simulated and real ones apart; the latest of all last. */
  series(simulated: boolean): Series[] {
    return this.#db
      .prepare('SELECT last, last_success_at FROM series WHERE simulated = ? ORDER BY seq')
      .all(Number(simulated))
      .map(row => ({
        last: JSON.parse(String(row['last'])) as RunRecord,
        ...(row['last_success_at'] !== null && { lastSuccessAt: String(row['last_success_at']) }),
      }));
  }

  /** When each series was due last, whether a run took place or not; `at` is ISO 8601. */
  lastDueTimes(simulated: boolean): Array<ReturnType<typeof labelsOf> & { readonly at: string }> {
    return this.#db
      .prepare('SELECT labels, scheduled_at FROM series WHERE simulated = ?')
      .all(Number(simulated))
      .map(row => ({
        ...(JSON.parse(String(row['labels'])) as ReturnType<typeof labelsOf>),
        at: String(row['scheduled_at']),
      }));
  }

  /** When the first run of a series that the history still has was due; ISO 8601. */
  firstRunAt(series: SeriesId): string | undefined {
    return firstRunAt(this.#db, series);
  }

  /** The latest run that says anything, of the series that a run belongs to. */
  latest(run: DueRecord): RunRecord | undefined {
    const row = this.#db
      .prepare('SELECT last FROM series WHERE labels = ? AND simulated = ?')
      .get(JSON.stringify(labelsOf(run)), Number(run.simulated));
    return row && (JSON.parse(String(row['last'])) as RunRecord);
  }

  /** Everything that was ever counted. */
  tallies(simulated: boolean): Tally[] {
    return talliesIn(this.#db, simulated);
  }

  /** Adds to something that is counted beside the runs. */
  count(tally: Tally, simulated: boolean): void {
    addTally(this.#db, tally, simulated);
  }

  /** What is known now of an account's credentials, in place of what was known before. */
  keepCredentials({ tenant, account, lives }: Credentials): void {
    this.#db
      .prepare('INSERT OR REPLACE INTO credentials (tenant, account, lives) VALUES (?, ?, ?)')
      .run(tenant, account, JSON.stringify(lives));
  }

  /** What is known of every account's credentials, by tenant and account. */
  credentials(): Credentials[] {
    return this.#db
      .prepare('SELECT tenant, account, lives FROM credentials ORDER BY tenant, account')
      .all()
      .map(({ tenant, account, lives }) => ({
        tenant: String(tenant),
        account: String(account),
        lives: JSON.parse(String(lives)) as Credentials['lives'],
      }));
  }

  /** Of a run that has not ended: will it? Our own always do. */
  #isUnderWay(row: Readonly<Record<string, unknown>>, now: string): boolean {
    const owner = String(row['owner']);
    if (this.#owners.isMe(owner)) return true;
    return String(row['give_up_at']) > now && this.#owners.isAlive(owner);
  }

  /**
   * A run that is closed late, after its successors, is not the latest. When it was due does not count: clocks err.
   * One that says nothing of the sign-in leaves what is known as it is, apart from when a run was due last.
   */
  #remember(record: RunRecord, json: string, seq: number): void {
    if (!isConclusive(record)) {
      this.#db
        .prepare('UPDATE series SET scheduled_at = ? WHERE labels = ? AND simulated = ? AND seq < ?')
        .run(record.scheduledAt, JSON.stringify(labelsOf(record)), Number(record.simulated), seq);
      return;
    }
    const success = isInside(record.verdict);
    this.#db
      .prepare(
        `INSERT INTO series (labels, simulated, scheduled_at, last, seq, last_success_at, success_seq)
         VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET
           last = iif(excluded.seq > seq, excluded.last, last),
           scheduled_at = iif(excluded.seq > seq, excluded.scheduled_at, scheduled_at),
           seq = max(seq, excluded.seq),
           last_success_at = iif(excluded.success_seq > success_seq, excluded.last_success_at, last_success_at),
           success_seq = max(success_seq, excluded.success_seq)`,
      )
      .run(
        JSON.stringify(labelsOf(record)),
        Number(record.simulated),
        record.scheduledAt,
        json,
        seq,
        success ? endOf(record) : null,
        success ? seq : 0,
      );
  }

  /** A count that cannot be added does not cost the record. */
  #count(record: RunRecord): void {
    try {
      this.#db.nested(() => {
        for (const tally of talliesOf(record)) addTally(this.#db, tally, record.simulated);
      });
    } catch (error) {
      this.#db.warn(`the run ${record.runId} is missing in the counters: ${(error as Error).message}`);
    }
  }

  #atOnce<T>(work: () => T): T {
    return this.#db.atOnce(work);
  }
}

/** What was written down after a run that is young cannot be old, even if the clock said so. */
const isOld = `scheduled_at < :before AND seq < coalesce(
  (SELECT seq FROM runs WHERE scheduled_at BETWEEN :before AND :now ORDER BY seq LIMIT 1), seq + 1)`;

/** What is written down at once is in the order in which it was due: one clock gave the times. */
const byTime = (a: DueRecord, b: DueRecord): number =>
  a.scheduledAt < b.scheduledAt || (a.scheduledAt === b.scheduledAt && a.runId < b.runId) ? -1 : 1;

const twice = <T>(value: T): [T, T] => [value, value];

/** What may not be done twice at once. */
const visitOf = ({ account, engine, monitor, simulated, tenant }: DueRecord): string =>
  JSON.stringify([tenant, account, monitor, engine, simulated]);
