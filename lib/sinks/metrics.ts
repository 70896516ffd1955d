import { type Metric as PromMetric, Registry } from 'prom-client';
import { causeIds, causes } from '../domain/causes.ts';
import { buckets, type HistogramName, labelsOf, type MetricCount } from '../domain/metric-counts.ts';
import { type Metric, type MetricName, metrics, runLabels } from '../domain/metrics.ts';
import { isSignedIn, type RunRecord, stepNames, verdicts } from '../domain/run-record.ts';
import { isFresh, isInFuture, lastSuccessOf, type Snapshot, type Watched } from '../domain/series.ts';

type Labels = Readonly<Record<string, string>>;

/** One line of the exposition. */
export interface Sample {
  readonly labels: Labels;
  /** More labels. prom-client writes them once for each object and remembers that, so lines have them in common. */
  readonly sharedLabels: Labels;
  readonly value: number;
  /** Where it is not the metric's own: `…_bucket`, `…_sum`, `…_count`. */
  readonly metricName?: string;
  readonly exemplar?:
    | { readonly labelSet: Labels; readonly value: number; readonly timestamp: number }
    | undefined;
}

/** The samples, by metric. */
export type Samples = ReadonlyMap<MetricName, readonly Sample[]>;

/**
 * Metrics as text, rendered by prom-client from a registry of our own.
 * @param openMetrics with exemplars, which only that format knows
 */
export async function renderMetrics(
  samples: Samples,
  openMetrics = false,
): Promise<{ contentType: string; text: string }> {
  const contentType = openMetrics ? Registry.OPENMETRICS_CONTENT_TYPE : Registry.PROMETHEUS_CONTENT_TYPE;
  const registry = new Registry<typeof contentType>();
  registry.setContentType(contentType);
  for (const [name, values] of samples) register(registry, name, values);
  return { contentType, text: await registry.metrics() };
}

/** A metric whose values are known, not counted along; prom-client asks a metric for no more than this. */
function register(
  registry: { registerMetric(metric: PromMetric): void },
  name: MetricName,
  values: readonly Sample[],
): void {
  const { type, help }: Metric = metrics[name];
  const metric = {
    name,
    get() {
      return { name: this.name, type, help, values };
    },
    type,
  };
  registry.registerMetric(metric as unknown as PromMetric);
}

/** Every metric that a snapshot has something to say of. */
export function samplesOf(snapshot: Snapshot): Samples {
  const { now, location, version, watched, series, paused, credentials, evidenceBytes } = snapshot;
  const all = new Map<MetricName, Sample[]>();
  const say = (name: MetricName, labels: Labels, value: number, more: Partial<Sample> = {}) => {
    const samples = all.get(name) ?? [];
    all.set(name, samples);
    samples.push({ labels, sharedLabels: none, value, ...more });
  };

  say('genkan_build_info', { location, version }, 1);
  if (evidenceBytes !== undefined) say('genkan_evidence_bytes', { location }, evidenceBytes);
  // One that only waits for its time to come goes on by itself.
  for (const { tenant, account } of accountsOf(watched))
    say('genkan_account_paused', { tenant, account, location }, Number(paused.has(account)));
  const livesOf = new Map(credentials.map(({ tenant, account, lives }) => [`${tenant}\0${account}`, lives]));
  for (const { tenant, account } of accountsOf(watched))
    for (const { credential, expiresAt } of livesOf.get(`${tenant}\0${account}`) ?? [])
      say(
        'genkan_credential_expiry_timestamp_seconds',
        { tenant, account, location, credential },
        secondsOf(expiresAt),
      );
  const latest = series.findLast(({ last }) => last.location === location && last.clockSkewMs !== undefined);
  if (latest?.last.clockSkewMs !== undefined)
    say('genkan_clock_skew_seconds', { location }, latest.last.clockSkewMs / 1_000);
  for (const { intervalMs, ...labels } of watched)
    say('genkan_signin_interval_seconds', { ...labels, location }, intervalMs / 1_000);

  const intervals = new Map(watched.map(one => [keyOf(one), one.intervalMs]));
  for (const one of series) {
    const { last } = one;
    const intervalMs = intervals.get(keyOf(last));
    if (intervalMs === undefined) continue; // nobody watches it any more
    const labels = labelsOf(last);
    // An alert for silence would wait for as long as the clock was ahead.
    if (!isInFuture(last.endedAt, now))
      say('genkan_signin_last_run_timestamp_seconds', labels, secondsOf(last.endedAt));
    const lastSuccessAt = lastSuccessOf(one, now);
    if (lastSuccessAt !== undefined)
      say('genkan_signin_last_success_timestamp_seconds', labels, secondsOf(lastSuccessAt));
    if (isFresh(last, intervalMs, now)) sayLast(last, say);
  }
  addMetricCounts(snapshot, say);
  return all;
}

/** One for all: prom-client would make, and remember, an empty one for each line. */
const none: Labels = {};

type Say = (name: MetricName, labels: Labels, value: number, more?: Partial<Sample>) => void;

function sayLast(last: RunRecord, say: Say): void {
  const labels = labelsOf(last);
  const { verdict, cause, fault, durationMs } = last;
  say('genkan_signin_up', labels, Number(isSignedIn(verdict)));
  say('genkan_signin_last_duration_seconds', labels, durationMs / 1_000);
  if (cause !== undefined && fault !== undefined)
    say('genkan_signin_failing', { ...labels, cause, fault }, 1);
  for (const step of last.attempts.at(-1)?.steps ?? []) {
    say('genkan_signin_last_step_duration_seconds', { ...labels, step: step.name }, step.durationMs / 1_000);
  }
}

/** Counters and histograms: closed label values exist from the start at 0, so that `increase()` sees the first one. */
function addMetricCounts(snapshot: Snapshot, say: Say): void {
  const { metricCounts, watched, location, sinks } = snapshot;
  const counts = new Map<string, { metric: MetricName; labels: Labels; parts: Map<string, MetricCount> }>();
  const count = (metric: MetricName, labels: Labels) => {
    const key = [metric, ...metrics[metric].labels.map(name => labels[name])].join('\0');
    const found = counts.get(key) ?? { metric, labels, parts: new Map<string, MetricCount>() };
    counts.set(key, found);
    return found;
  };
  for (const { intervalMs: _, ...one } of watched) {
    const { tenant, monitor, engine } = one;
    for (const verdict of verdicts) count('genkan_signin_runs_total', { ...one, location, verdict });
    count('genkan_signin_duration_seconds', { tenant, monitor, engine, location });
  }
  for (const { monitor, engine } of visitsOf(watched)) {
    for (const cause of causeIds)
      count('genkan_signin_failures_total', { monitor, engine, location, cause, fault: causes[cause].fault });
    for (const step of stepNames)
      count('genkan_signin_step_duration_seconds', { monitor, engine, location, step });
  }
  for (const sink of sinks) count('genkan_sink_errors_total', { location, sink });
  const isPublished = publishedFilter(snapshot);
  for (const metricCount of metricCounts)
    if (isPublished(metricCount))
      count(metricCount.metric, metricCount.labels).parts.set(metricCount.part, metricCount);
  for (const { metric, labels, parts } of counts.values()) {
    if (isHistogram(metric)) sayHistogram(metric, labels, parts, say);
    else say(metric, labels, parts.get('')?.value ?? 0);
  }
}

function sayHistogram(
  metric: HistogramName,
  labels: Labels,
  parts: ReadonlyMap<string, MetricCount>,
  say: Say,
): void {
  const sharedLabels = labels;
  let cumulative = 0;
  for (const le of [...buckets[metric].map(String), '+Inf']) {
    const part = parts.get(le);
    cumulative += part?.value ?? 0;
    const { runId, value = 0, at = 0 } = part?.exemplar ?? {};
    const exemplar = runId === undefined ? undefined : { labelSet: { run_id: runId }, value, timestamp: at };
    say(metric, { le }, cumulative, { sharedLabels, metricName: `${metric}_bucket`, exemplar });
  }
  say(metric, none, parts.get('sum')?.value ?? 0, { sharedLabels, metricName: `${metric}_sum` });
  say(metric, none, cumulative, { sharedLabels, metricName: `${metric}_count` });
}

/** Each account once, however many monitors and engines it has. */
const accountsOf = (watched: readonly Watched[]): readonly Watched[] => [
  ...new Map(watched.map(one => [one.account, one])).values(),
];

/** Each monitor and engine once, for all accounts. */
const visitsOf = (watched: readonly Watched[]): readonly Watched[] => [
  ...new Map(watched.map(one => [JSON.stringify([one.monitor, one.engine]), one])).values(),
];

const isHistogram = (metric: MetricName): metric is HistogramName => metrics[metric].type === 'histogram';

const keyOf = ({ tenant, account, monitor, engine }: Omit<Watched, 'intervalMs'>): string =>
  JSON.stringify([tenant, account, monitor, engine]);

/** Was something counted of a series that is published? Of those labels that a metric has, one such series has all. */
function publishedFilter({ watched, location, series }: Snapshot): (metricCount: MetricCount) => boolean {
  const keys = new Set(watched.map(keyOf));
  const published: readonly Labels[] = [
    ...watched.map(one => labelsOf({ ...one, location })),
    ...series.map(({ last }) => labelsOf(last)).filter(labels => keys.has(keyOf(labels))),
  ];
  const known = new Map<MetricName, (labels: Labels) => boolean>();
  return ({ metric, labels }) => {
    const isPublished = known.get(metric) ?? projection(metric, published);
    known.set(metric, isPublished);
    return isPublished(labels);
  };
}

/** Has one of these all labels that this metric has of them? */
function projection(metric: MetricName, published: readonly Labels[]): (labels: Labels) => boolean {
  const has: readonly string[] = metrics[metric].labels;
  const names = runLabels.filter(name => has.includes(name));
  const valuesOf = (labels: Labels) => names.map(name => labels[name]).join('\0');
  const values = new Set(published.map(valuesOf));
  return labels => values.has(valuesOf(labels));
}

const secondsOf = (time: string): number => Date.parse(time) / 1_000;
