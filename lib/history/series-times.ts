import { type SeriesId, toleranceMs } from '../domain/series.ts';
import { isoTime } from '../platform/clock.ts';
import type { Database } from './database.ts';

/** When the first run of a series that a history still has was due; ISO 8601. */
export function firstRunAt(db: Pick<Database, 'prepare'>, id: SeriesId): string | undefined {
  const row = db
    .prepare(`SELECT min(scheduled_at) AS at FROM runs WHERE series = ${seriesColumn}`)
    .get(...valuesOf(id));
  return typeof row?.['at'] === 'string' ? row['at'] : undefined;
}

/**
 * Frees the due times of a series that lie ahead: they were claimed while the clock was wrong, and come again.
 * @param now ISO 8601
 */
export function freeSlotsAhead(db: Pick<Database, 'prepare'>, id: SeriesId, now: string): void {
  db.prepare(`UPDATE runs SET slot = NULL WHERE series = ${seriesColumn} AND slot > ?`).run(
    ...valuesOf(id),
    isoTime(Date.parse(now) + toleranceMs),
  );
}

/** As the column `series` is made (format.ts): a number of JavaScript would be written with a fraction. */
const seriesColumn = 'json_array(?, ?, ?, ?, ?, ?)';
const valuesOf = ({ tenant, account, monitor, engine, location, simulated }: SeriesId) =>
  [tenant, account, monitor, engine, location, BigInt(simulated)] as const;

/** The record of the last success before a run of the same series, if there is one. */
export const lastSuccessBefore = (db: Pick<Database, 'prepare'>, runId: string) =>
  db
    .prepare(
      `SELECT good.record FROM runs AS good JOIN runs AS this USING (series)
       WHERE this.run_id = ? AND good.seq < this.seq AND good.verdict IN ('up', 'degraded')
       ORDER BY good.seq DESC LIMIT 1`,
    )
    .all(runId);
