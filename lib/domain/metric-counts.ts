import type { MetricName, SeriesLabels } from './metrics.ts';
import { isSignedIn, type RunRecord } from './run-record.ts';

/**
 * What one run adds to the metrics that only grow. The history adds it up for good when it concludes the run: so a
 * counter survives restarts, sees the runs of every process, and does not shrink when old runs are removed.
 */
export interface MetricCount {
  readonly metric: MetricName;
  readonly labels: Readonly<Record<string, string>>;
  /** Of a histogram: the bucket's upper bound in seconds, or `sum`. A counter has one part, ''. */
  readonly part: string;
  readonly value: number;
  /** The run that was last in this bucket, and how long it took in seconds. */
  readonly exemplar?: { readonly runId: string; readonly value: number; readonly at: number };
}

/** Upper bounds in seconds, made for sign-ins: clients' defaults end at ten seconds. */
export const buckets = {
  genkan_signin_duration_seconds: [1, 2, 3, 5, 8, 13, 20, 30, 60, 120],
  genkan_signin_step_duration_seconds: [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30, 60],
} as const;
export type HistogramName = keyof typeof buckets;

/** The counts that a concluded run adds. The history finds a count by its labels in this order. */
export function metricCountsOf(record: RunRecord): MetricCount[] {
  const { monitor, engine, location, tenant, verdict, cause, fault } = record;
  const all = { monitor, engine, location };
  const runs = counted('genkan_signin_runs_total', { ...labelsOf(record), verdict });
  if (cause !== undefined && fault !== undefined)
    return [runs, counted('genkan_signin_failures_total', { ...all, cause, fault })];
  if (!isSignedIn(verdict)) return [runs];
  const steps = record.attempts.at(-1)?.steps ?? [];
  return [
    runs,
    ...observed('genkan_signin_duration_seconds', { tenant, ...all }, record.durationMs, record),
    ...steps.flatMap(({ name, durationMs }) =>
      observed('genkan_signin_step_duration_seconds', { ...all, step: name }, durationMs, record),
    ),
  ];
}

const counted = (metric: MetricName, labels: MetricCount['labels']): MetricCount => {
  return { metric, labels, part: '', value: 1 };
};

/** The labels of the series that a run belongs to. */
export function labelsOf({ tenant, account, monitor, engine, location }: SeriesLabels): SeriesLabels {
  return { tenant, account, monitor, engine, location };
}

function observed(
  metric: HistogramName,
  labels: MetricCount['labels'],
  durationMs: number,
  record: RunRecord,
): MetricCount[] {
  const seconds = durationMs / 1_000;
  const bound = buckets[metric].find(candidate => seconds <= candidate);
  const exemplar = { runId: record.runId, value: seconds, at: Date.parse(record.endedAt) / 1_000 };
  return [
    { metric, labels, part: bound === undefined ? '+Inf' : String(bound), value: 1, exemplar },
    { metric, labels, part: 'sum', value: seconds },
  ];
}
