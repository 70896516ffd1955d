import type { DatabaseSync } from 'node:sqlite';

/** Each brings the file from the format of its place in the list to the next one. Never changed: only added to. */
export const migrations = [
  `
  CREATE TABLE runs (
    run_id TEXT PRIMARY KEY,
    scheduled_at TEXT NOT NULL,
    verdict TEXT,
    owner TEXT NOT NULL,
    give_up_at TEXT NOT NULL,
    record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX runs_by_time ON runs (scheduled_at);
  CREATE INDEX runs_by_verdict ON runs (verdict);
  -- What outlives the runs themselves: the latest of each series, and everything that only grows.
  CREATE TABLE series (
    labels TEXT NOT NULL,
    simulated INTEGER NOT NULL,
    scheduled_at TEXT NOT NULL,
    last TEXT NOT NULL,
    last_success_at TEXT,
    PRIMARY KEY (labels, simulated)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE tallies (
    metric TEXT NOT NULL,
    labels TEXT NOT NULL,
    part TEXT NOT NULL,
    simulated INTEGER NOT NULL,
    value REAL NOT NULL,
    exemplar TEXT,
    PRIMARY KEY (metric, labels, part, simulated)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE used_codes (
    authenticator TEXT NOT NULL,
    step INTEGER NOT NULL,
    PRIMARY KEY (authenticator, step)
  ) STRICT, WITHOUT ROWID;
`,
  `
  ALTER TABLE runs ADD COLUMN series TEXT GENERATED ALWAYS AS (json_array(
    record ->> 'tenant', record ->> 'account', record ->> 'monitor', record ->> 'engine', record ->> 'location',
    record ->> 'simulated'
  )) VIRTUAL;
  CREATE INDEX runs_by_series ON runs (series, scheduled_at, verdict);
`,
  `
  CREATE TABLE turns (guarded TEXT PRIMARY KEY, owner TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE holds (guarded TEXT PRIMARY KEY, hold TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE failed_sign_ins (guarded TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
`,
  `
  -- Known to whoever reads the secrets; told by those who do not, too.
  CREATE TABLE credentials (
    tenant TEXT NOT NULL,
    account TEXT NOT NULL,
    lives TEXT NOT NULL,
    PRIMARY KEY (tenant, account)
  ) STRICT, WITHOUT ROWID;
`,
  `
  -- The order in which runs were written down. Times cannot show it: the clock may have been wrong.
  ALTER TABLE runs ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;
  UPDATE runs SET seq = rowid;
  CREATE UNIQUE INDEX runs_by_seq ON runs (seq);
  DROP INDEX runs_by_series;
  CREATE INDEX runs_by_series ON runs (series, seq, verdict);
  ALTER TABLE series ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE series ADD COLUMN success_seq INTEGER NOT NULL DEFAULT 0;
  UPDATE series SET seq = coalesce((SELECT seq FROM runs WHERE run_id = last ->> 'runId'), 0);
  -- One row. seq grows with everything that is written of a run; the times are those of the last conclusion, in ms since
  -- 1970, by our clock and by the one that retention trusts.
  CREATE TABLE progress (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    lineage TEXT NOT NULL,
    seq INTEGER NOT NULL,
    clock_at INTEGER,
    trusted_at INTEGER
  ) STRICT;
  INSERT INTO progress (only, lineage, seq) SELECT 1, lower(hex(randomblob(16))), coalesce(max(seq), 0) FROM runs;
  UPDATE progress SET (clock_at, trusted_at) = (
    SELECT unixepoch(record ->> 'endedAt') * 1000,
      unixepoch(record ->> 'endedAt') * 1000 - CAST(coalesce(record ->> 'clockSkewMs', 0) AS INTEGER)
    FROM runs WHERE verdict IS NOT NULL ORDER BY seq DESC LIMIT 1
  );
`,
];
const version = migrations.length;

/** A history that this version cannot read, or that cannot be opened at all. */
export class HistoryError extends Error {
  override readonly name = 'HistoryError';
}

/** How many migrations a file has gone through. */
export const formatOf = (db: DatabaseSync): number =>
  Number(db.prepare('PRAGMA user_version').get()?.['user_version']);

/** Is the file in the format of this version? */
export const isCurrent = (db: DatabaseSync): boolean => formatOf(db) === version;

/**
 * Brings the file to the format of this version.
 * @throws HistoryError when a later version wrote it
 */
export function prepare(db: DatabaseSync, file: string): void {
  if (formatOf(db) < version) {
    // Two first starts at once: the second one waits here, and then finds the work done.
    db.exec('BEGIN IMMEDIATE');
    for (const migration of migrations.slice(formatOf(db))) db.exec(migration);
    db.exec(`PRAGMA user_version = ${Math.max(formatOf(db), version)}; COMMIT`);
  }
  if (isCurrent(db)) return;
  const known = `(format ${formatOf(db)}, this one knows ${version})`;
  throw new HistoryError(`the history ${file} was written by another version of Genkan ${known}`);
}
