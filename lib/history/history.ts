import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { DueRecord, RunRecord, Verdict } from '../core/run-record.ts';
import type { Series } from '../core/series.ts';
import { isAlive, type Owner, thisProcess } from './owner.ts';

const version = 1;

const schema = `
  CREATE TABLE runs (
    run_id TEXT PRIMARY KEY,
    series TEXT NOT NULL,
    simulated INTEGER NOT NULL,
    scheduled_at TEXT NOT NULL,
    ended_at TEXT,
    verdict TEXT,
    owner TEXT NOT NULL,
    give_up_at TEXT NOT NULL,
    record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX runs_by_time ON runs (scheduled_at);
  CREATE INDEX runs_by_series ON runs (series, verdict, ended_at);
  CREATE TABLE used_codes (
    authenticator TEXT NOT NULL,
    step INTEGER NOT NULL,
    PRIMARY KEY (authenticator, step)
  ) STRICT, WITHOUT ROWID;
`;

export const historyFile = (reports: string): string => join(reports, 'history.sqlite');

/** A history that this version cannot read, or that cannot be opened at all. */
export class HistoryError extends Error {
  override readonly name = 'HistoryError';
}

/**
 * All runs, from before they start until retention removes them, in one SQLite file that many processes may use at
 * once. The only file that knows `node:sqlite`.
 */
export class History {
  readonly #db: DatabaseSync;
  readonly #owner: Owner = thisProcess();

  private constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** @throws HistoryError when the file is damaged, cannot be written, or was written by another version */
  static open(reports: string): History {
    const file = historyFile(reports);
    try {
      mkdirSync(reports, { recursive: true, mode: 0o700 });
      const db = new DatabaseSync(file);
      chmodSync(file, 0o600);
      // Another process may be writing: wait for it rather than fail.
      db.exec('PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
      prepare(db, file);
      return new History(db);
    } catch (error) {
      if (error instanceof HistoryError) throw error;
      throw new HistoryError(`the history ${file} cannot be opened: ${(error as Error).message}`);
    }
  }

  close(): void {
    this.#db.close();
  }

  /**
   * Writes down runs before they start.
   * @param giveUpAt when another machine may take them for abandoned; this machine asks the process itself
   */
  expect(runs: readonly DueRecord[], giveUpAt: string): void {
    const insert = this.#db.prepare(
      'INSERT INTO runs (run_id, series, simulated, scheduled_at, owner, give_up_at, record) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.#atOnce(() => {
      for (const run of runs) {
        const { runId, simulated, scheduledAt } = run;
        const owner = JSON.stringify(this.#owner);
        insert.run(
          runId,
          seriesOf(run),
          Number(simulated),
          scheduledAt,
          owner,
          giveUpAt,
          JSON.stringify(run),
        );
      }
    });
  }

  /** Closes a run with its record. False when somebody else has closed it before. */
  conclude(record: RunRecord): boolean {
    const { changes } = this.#db
      .prepare('UPDATE runs SET ended_at = ?, verdict = ?, record = ? WHERE run_id = ? AND verdict IS NULL')
      .run(record.endedAt, record.verdict, JSON.stringify(record), record.runId);
    return changes === 1;
  }

  /** Runs that were due and will never end by themselves, because their process is gone. */
  abandoned(now: string): DueRecord[] {
    return this.#db
      .prepare('SELECT owner, give_up_at, record FROM runs WHERE verdict IS NULL ORDER BY run_id')
      .all()
      .filter(row => !(isAlive(JSON.parse(String(row['owner'])) as Owner) ?? String(row['give_up_at']) > now))
      .map(row => JSON.parse(String(row['record'])) as DueRecord);
  }

  /** Concluded runs, oldest first. */
  runs({ since = '', verdicts }: { since?: string; verdicts?: readonly Verdict[] } = {}): RunRecord[] {
    return this.#db
      .prepare(
        `SELECT record FROM runs WHERE verdict IS NOT NULL AND scheduled_at >= ?
         AND (? IS NULL OR verdict IN (SELECT value FROM json_each(?))) ORDER BY run_id`,
      )
      .all(since, ...twice(verdicts === undefined ? null : JSON.stringify(verdicts)))
      .map(row => JSON.parse(String(row['record'])) as RunRecord);
  }

  /** One entry per account × monitor × engine × location, simulated and real ones apart. */
  series(simulated: boolean): Series[] {
    return this.#db
      .prepare(
        `SELECT
           (SELECT record FROM runs AS latest WHERE latest.series = runs.series AND latest.simulated = runs.simulated
             AND verdict IS NOT NULL ORDER BY ended_at DESC, run_id DESC LIMIT 1) AS last,
           max(ended_at) FILTER (WHERE verdict IN ('up', 'degraded')) AS last_success_at,
           count(*) FILTER (WHERE verdict = 'up') AS up,
           count(*) FILTER (WHERE verdict = 'degraded') AS degraded,
           count(*) FILTER (WHERE verdict = 'down') AS down,
           count(*) FILTER (WHERE verdict = 'unknown') AS unknown
         FROM runs WHERE verdict IS NOT NULL AND simulated = ? GROUP BY series ORDER BY series`,
      )
      .all(Number(simulated))
      .map(row => ({
        last: JSON.parse(String(row['last'])) as RunRecord,
        ...(row['last_success_at'] !== null && { lastSuccessAt: String(row['last_success_at']) }),
        runs: {
          up: Number(row['up']),
          degraded: Number(row['degraded']),
          down: Number(row['down']),
          unknown: Number(row['unknown']),
        },
      }));
  }

  /** True for exactly one caller, in all processes, per authenticator and time step. */
  claimCode(authenticator: string, step: number): boolean {
    const claim = this.#db.prepare('INSERT OR IGNORE INTO used_codes (authenticator, step) VALUES (?, ?)');
    return claim.run(authenticator, step).changes === 1;
  }

  #atOnce(work: () => void): void {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#db.exec('COMMIT');
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    }
  }
}

function prepare(db: DatabaseSync, file: string): void {
  const found = () => Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
  if (found() === 0) {
    // Two first starts at once: the second one waits here, and then finds the work done.
    db.exec('BEGIN IMMEDIATE');
    if (found() === 0) db.exec(`${schema} PRAGMA user_version = ${version};`);
    db.exec('COMMIT');
  }
  if (found() !== version) {
    throw new HistoryError(
      `the history ${file} was written by another version of Genkan (format ${found()}, this one knows ${version})`,
    );
  }
}

const seriesOf = ({ tenant, account, monitor, engine, location }: DueRecord): string =>
  JSON.stringify([tenant, account, monitor, engine, location]);

const twice = <T>(value: T): [T, T] => [value, value];
