import type { DatabaseSync } from 'node:sqlite';
import type { LastDueTime } from '../domain/history-store.ts';
import { labelsOf } from '../domain/metric-counts.ts';
import type { SeriesLabels } from '../domain/metrics.ts';
import { isConclusive, isSignedIn, type RunRecord } from '../domain/run-record.ts';
import { endOf, type Series, type SeriesId } from '../domain/series.ts';
import type { RecordReader } from './record-reader.ts';

type Db = Pick<DatabaseSync, 'prepare'>;

/**
 * A run that is closed late, after its successors, is not the latest. When it was due does not count: clocks err.
 * One that says nothing of the sign-in leaves what is known as it is, apart from when a run was due last.
 */
export function addToSeries(db: Db, record: RunRecord, seq: number): void {
  const key = keyOf(record);
  if (!isConclusive(record)) {
    db.prepare('UPDATE series SET scheduled_at = ? WHERE labels = ? AND simulated = ? AND seq < ?').run(
      record.scheduledAt,
      ...key,
      seq,
    );
    return;
  }
  const success = isSignedIn(record.verdict);
  db.prepare(
    `INSERT INTO series (labels, simulated, scheduled_at, last, seq, last_success_at, success_seq)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET
       last = iif(excluded.seq > seq, excluded.last, last),
       scheduled_at = iif(excluded.seq > seq, excluded.scheduled_at, scheduled_at),
       seq = max(seq, excluded.seq),
       last_success_at = iif(excluded.success_seq > success_seq, excluded.last_success_at, last_success_at),
       success_seq = max(success_seq, excluded.success_seq)`,
  ).run(
    ...key,
    record.scheduledAt,
    JSON.stringify(record),
    seq,
    success ? endOf(record) : null,
    success ? seq : 0,
  );
}

/** Every series that ever had a run that says whether the admin gets in. */
export const seriesIn = (db: Db, records: RecordReader, simulated: boolean): Series[] =>
  db
    .prepare('SELECT last, last_success_at FROM series WHERE simulated = ? ORDER BY seq')
    .all(Number(simulated))
    .flatMap(row => {
      const lastSuccessAt = row['last_success_at'] === null ? undefined : String(row['last_success_at']);
      return records.run(row['last']).map(last => ({ last, lastSuccessAt }));
    });

/** The latest run of a series that says whether the admin gets in. */
export function latestIn(db: Db, records: RecordReader, id: SeriesId): RunRecord | undefined {
  const row = db.prepare('SELECT last FROM series WHERE labels = ? AND simulated = ?').get(...keyOf(id));
  return row && records.run(row['last'])[0];
}

/** When each series was due last. */
export const lastDueTimesIn = (db: Db, simulated: boolean): LastDueTime[] =>
  db
    .prepare('SELECT labels, scheduled_at FROM series WHERE simulated = ?')
    .all(Number(simulated))
    .map(row => ({
      ...(JSON.parse(String(row['labels'])) as SeriesLabels),
      at: String(row['scheduled_at']),
    }));

const keyOf = (id: SeriesId) => [JSON.stringify(labelsOf(id)), Number(id.simulated)] as const;
