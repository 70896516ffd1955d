import { labelsOf } from '../domain/metric-counts.ts';
import { isConclusive, isSignedIn, type RunRecord } from '../domain/run-record.ts';
import { endOf, type SeriesId } from '../domain/series.ts';
import type { Database } from './database.ts';

/**
 * A run that is closed late, after its successors, is not the latest. When it was due does not count: clocks err.
 * One that says nothing of the sign-in leaves what is known as it is, apart from when a run was due last.
 */
export function addToSeries(db: Pick<Database, 'prepare'>, record: RunRecord, seq: number): void {
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

/** What a series is found by. */
export const keyOf = (id: SeriesId) => [JSON.stringify(labelsOf(id)), Number(id.simulated)] as const;
