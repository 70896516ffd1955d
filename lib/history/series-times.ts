import type { DatabaseSync } from 'node:sqlite';
import type { RunRecord } from '../domain/run-record.ts';
import { endOf, type SeriesId } from '../domain/series.ts';

/** When the first run of a series that a history still has was due; ISO 8601. */
export function firstRunAt(db: Pick<DatabaseSync, 'prepare'>, id: SeriesId): string | undefined {
  const { tenant, account, monitor, engine, location, simulated } = id;
  // As the column `series` is made (format.ts): a number of JavaScript would be written with a fraction.
  const row = db
    .prepare('SELECT min(scheduled_at) AS at FROM runs WHERE series = json_array(?, ?, ?, ?, ?, ?)')
    .get(tenant, account, monitor, engine, location, BigInt(simulated));
  return typeof row?.['at'] === 'string' ? row['at'] : undefined;
}

/** When an admin last got in before a run of the same series; ISO 8601. */
export function lastSuccessBefore(db: Pick<DatabaseSync, 'prepare'>, runId: string): string | undefined {
  const row = db
    .prepare(
      `SELECT good.record FROM runs AS good JOIN runs AS this USING (series)
       WHERE this.run_id = ? AND good.seq < this.seq AND good.verdict IN ('up', 'degraded')
       ORDER BY good.seq DESC LIMIT 1`,
    )
    .get(runId);
  return row && endOf(JSON.parse(String(row['record'])) as RunRecord);
}
