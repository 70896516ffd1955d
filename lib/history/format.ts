import type { DatabaseSync } from 'node:sqlite';
import { HistoryError } from '../domain/history-error.ts';

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
  -- Known to processes that read the secrets; also reported by those that do not.
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
  `
  -- What the guard remembers goes by the credential, and is one document for each user name. The old tables go, so that
  -- a process of the old version that still runs fails, rather than sign in beside one that does not see it.
  CREATE TABLE guard_locks (user_key TEXT PRIMARY KEY, owner TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE guard_states (user_key TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT, WITHOUT ROWID;
  WITH held AS (
    SELECT guarded, hold, hold ->> 'until' IS NULL AS is_refused,
      CAST(round(unixepoch(hold ->> 'since', 'subsec') * 1000) AS INTEGER) AS since,
      CAST(round(unixepoch(hold ->> 'until', 'subsec') * 1000) AS INTEGER) AS until
    FROM holds
  ), uses AS (
    SELECT guarded, json_object('run', 'refused before', 'at', since, 'outcome', 'refused', 'cause', hold ->> 'cause') AS use
    FROM held WHERE is_refused
    UNION ALL
    SELECT guarded, json_object('run', 'failed ' || rowid, 'at', at, 'outcome', 'unclear', 'cause', 'unknown_screen')
    FROM failed_sign_ins
    UNION ALL
    -- In the middle of a sign-in, or killed there.
    SELECT guarded, json_object('run', 'left by ' || owner, 'at', CAST(round(unixepoch('subsec') * 1000) AS INTEGER),
      'outcome', 'unseen', 'cause', 'interrupted')
    FROM turns
  ), names AS (SELECT guarded FROM holds UNION SELECT guarded FROM uses)
  INSERT INTO guard_states SELECT names.guarded, json_patch('{}', json_object(
    'refused', json('[]'),
    'uses', (SELECT json_group_array(json(use)) FROM uses WHERE uses.guarded = names.guarded),
    'pauses', CASE WHEN is_refused THEN json_array(json_object(
      'account', hold ->> 'account', 'tenant', hold ->> 'tenant', 'cause', hold ->> 'cause', 'since', hold ->> 'since'
    )) ELSE json('[]') END,
    'joined', CASE WHEN is_refused THEN json(hold) END,
    'wait', CASE WHEN NOT is_refused THEN json_object(
      'run', 'before', 'cause', hold ->> 'cause', 'since', since, 'ms', min(until - since, 21600000), 'times', hold -> 'times'
    ) END
  )) FROM names LEFT JOIN held ON held.guarded = names.guarded;
  DROP TABLE turns;
  DROP TABLE holds;
  DROP TABLE failed_sign_ins;
`,
  `
  -- What months are made of, when the runs themselves are gone: of each series, per UTC quarter hour that runs were due in.
  CREATE TABLE quarter_hours (
    labels TEXT NOT NULL,
    simulated INTEGER NOT NULL,
    began_at TEXT NOT NULL,
    verdict TEXT NOT NULL,
    runs INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    PRIMARY KEY (simulated, began_at, labels, verdict)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO quarter_hours
    SELECT json_object('tenant', record ->> 'tenant', 'account', record ->> 'account', 'monitor', record ->> 'monitor',
        'engine', record ->> 'engine', 'location', record ->> 'location') AS labels,
      record ->> 'simulated' AS simulated,
      strftime('%Y-%m-%dT%H:%M:00.000Z', unixepoch(scheduled_at) / 900 * 900, 'unixepoch') AS began_at,
      verdict, count(*), CAST(round(sum(coalesce(record ->> 'durationMs', 0))) AS INTEGER)
    FROM runs WHERE verdict IS NOT NULL AND json_type(record, '$.tenant') = 'text' GROUP BY 1, 2, 3, 4;
`,
  `
  -- The due time that a schedule gave a run. Of each series it is there once; runs that a person asked for have none.
  ALTER TABLE runs ADD COLUMN slot TEXT;
  CREATE UNIQUE INDEX runs_by_slot ON runs (series, slot) WHERE slot IS NOT NULL;
`,
];
const version = migrations.length;

/** How many migrations a file has gone through. */
export const formatOf = (db: DatabaseSync): number =>
  Number(db.prepare('PRAGMA user_version').get()?.['user_version']);

/** Is the file in the format of this version? */
export const isCurrent = (db: DatabaseSync): boolean => formatOf(db) === version;

/**
 * Brings the file to the format of this version.
 * @param backUp keeps a file of an older format as it is; it is called while nobody else can write
 * @throws HistoryError when a later version wrote it
 */
export function prepare(db: DatabaseSync, file: string, backUp: (format: number) => void): void {
  if (formatOf(db) < version) {
    // Two first starts at once: the second one waits here, and then finds the work done.
    db.exec('BEGIN IMMEDIATE');
    const format = formatOf(db);
    if (format > 0 && format < version) backUp(format);
    for (const migration of migrations.slice(format)) db.exec(migration);
    db.exec(`PRAGMA user_version = ${Math.max(format, version)}; COMMIT`);
  }
  if (isCurrent(db)) return;
  const known = `(format ${formatOf(db)}; this version reads formats up to ${version})`;
  throw new HistoryError(
    `the history ${file} was written by a later version of Genkan ${known}: start that version; README.md says how to go back to this one`,
  );
}
