import type { DatabaseSync } from 'node:sqlite';
import type { runLabels } from '../core/metrics.ts';

export interface SeriesId extends Readonly<Record<(typeof runLabels)[number], string>> {
  readonly simulated: boolean;
}

/** When the first run of a series that a history still has was due; ISO 8601. */
export function firstRunAt(db: Pick<DatabaseSync, 'prepare'>, id: SeriesId): string | undefined {
  const { tenant, account, monitor, engine, location, simulated } = id;
  // As the column `series` is made (format.ts): a number of JavaScript would be written with a fraction.
  const row = db
    .prepare('SELECT min(scheduled_at) AS at FROM runs WHERE series = json_array(?, ?, ?, ?, ?, ?)')
    .get(tenant, account, monitor, engine, location, simulated ? 1n : 0n);
  return typeof row?.['at'] === 'string' ? row['at'] : undefined;
}
