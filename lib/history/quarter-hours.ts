import type { QuarterHour, QuarterHourQuery } from '../domain/history-store.ts';
import { labelsOf } from '../domain/metric-counts.ts';
import type { SeriesLabels } from '../domain/metrics.ts';
import type { RunRecord, Verdict } from '../domain/run-record.ts';
import type { Database } from './database.ts';

const quarterMs = 15 * 60_000;

/** Adds a concluded run to the quarter hour that it was due in. */
export function addToQuarterHour(db: Pick<Database, 'prepare'>, record: RunRecord): void {
  const dueAt = Date.parse(record.scheduledAt);
  db.prepare(
    `INSERT INTO quarter_hours (labels, simulated, began_at, verdict, runs, duration_ms) VALUES (?, ?, ?, ?, 1, ?)
     ON CONFLICT DO UPDATE SET runs = runs + 1, duration_ms = duration_ms + excluded.duration_ms`,
  ).run(
    JSON.stringify(labelsOf(record)),
    Number(record.simulated),
    new Date(dueAt - (dueAt % quarterMs)).toISOString(),
    record.verdict,
    Math.round(record.durationMs),
  );
}

/** The sums of a time, oldest first. */
export function quarterHoursIn(
  db: Pick<Database, 'prepare'>,
  { since, until, simulated }: QuarterHourQuery,
): QuarterHour[] {
  return db
    .prepare(
      `SELECT labels, began_at, verdict, runs, duration_ms FROM quarter_hours
       WHERE simulated = ? AND began_at >= ? AND began_at < ? ORDER BY began_at, labels, verdict`,
    )
    .all(Number(simulated), since, until)
    .map(row => ({
      ...(JSON.parse(String(row['labels'])) as SeriesLabels),
      beganAt: String(row['began_at']),
      verdict: String(row['verdict']) as Verdict,
      runs: Number(row['runs']),
      durationMs: Number(row['duration_ms']),
    }));
}
