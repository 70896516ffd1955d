import type { MetricCount } from '../domain/metric-counts.ts';
import type { MetricName } from '../domain/metrics.ts';
import type { Database } from './database.ts';

/** Everything that was ever counted in a history. */
export function metricCountsIn(db: Pick<Database, 'prepare'>, simulated: boolean): MetricCount[] {
  return db
    .prepare('SELECT metric, labels, part, value, exemplar FROM tallies WHERE simulated = ?')
    .all(Number(simulated))
    .map(row => ({
      metric: String(row['metric']) as MetricName,
      labels: JSON.parse(String(row['labels'])) as MetricCount['labels'],
      part: String(row['part']),
      value: Number(row['value']),
      exemplar:
        row['exemplar'] === null
          ? undefined
          : (JSON.parse(String(row['exemplar'])) as MetricCount['exemplar']),
    })) as MetricCount[];
}

/** Adds to a count; the exemplar is the one that came last. */
export function addMetricCount(
  db: Pick<Database, 'prepare'>,
  { metric, labels, part, value, exemplar }: MetricCount,
  simulated: boolean,
): void {
  db.prepare(
    `INSERT INTO tallies (metric, labels, part, simulated, value, exemplar) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET value = value + excluded.value, exemplar = excluded.exemplar`,
  ).run(
    metric,
    JSON.stringify(labels),
    part,
    Number(simulated),
    value,
    exemplar === undefined ? null : JSON.stringify(exemplar),
  );
}
