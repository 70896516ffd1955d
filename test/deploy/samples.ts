import { createServer } from 'node:http';
import { type MetricName, metrics } from '../../lib/domain/metrics.ts';
import { stepNames, verdicts } from '../../lib/domain/run-record.ts';

// The metrics of a Genkan that has samples for every metric of the catalogue: two accounts, of which one gets in and one
// does not. With every scrape another run has ended.

type Labels = Readonly<Record<string, string>>;

const values: Readonly<Record<string, readonly string[]>> = {
  tenant: ['contoso'],
  account: ['good', 'bad'],
  monitor: ['admin-center', 'entra'],
  engine: ['chromium'],
  location: ['tokyo'],
  step: stepNames,
  verdict: verdicts,
  cause: ['sign_in_service_error'],
  fault: ['microsoft'],
  credential: ['certificate'],
  sink: ['textfile'],
  version: ['1.0.0'],
};

const isBad = ({ account }: Labels) => account === 'bad';
const seconds = () => Date.now() / 1_000;

/** The value of a series after so many runs; none: it is absent. A metric without a line here does not compile. */
const valueOf: Readonly<Record<MetricName, (labels: Labels, runs: number) => number | undefined>> = {
  genkan_signin_up: labels => Number(!isBad(labels)),
  genkan_signin_last_duration_seconds: () => 6.5,
  genkan_signin_last_step_duration_seconds: () => 0.8,
  genkan_signin_last_run_timestamp_seconds: seconds,
  genkan_signin_last_success_timestamp_seconds: labels => (isBad(labels) ? seconds() - 3_600 : seconds()),
  genkan_signin_interval_seconds: () => 60,
  genkan_signin_failing: labels => (isBad(labels) ? 1 : undefined),
  genkan_signin_runs_total: (labels, runs) =>
    labels['verdict'] === (isBad(labels) ? 'down' : 'up') ? runs : 0,
  genkan_signin_duration_seconds: (_, runs) => runs,
  genkan_signin_step_duration_seconds: (_, runs) => runs,
  genkan_signin_failures_total: (_, runs) => runs,
  genkan_account_paused: labels => Number(isBad(labels)),
  genkan_credential_expiry_timestamp_seconds: () => seconds() + 5 * 86_400,
  genkan_clock_skew_seconds: () => 0.2,
  genkan_evidence_bytes: (_, runs) => runs * 1_000,
  genkan_sink_errors_total: (_, runs) => runs,
  genkan_build_info: () => 1,
};

/** Answers with OpenMetrics on a free port of 127.0.0.1. */
export async function startSamples(): Promise<AsyncDisposable & { readonly port: number }> {
  let runs = 100;
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/openmetrics-text; version=1.0.0; charset=utf-8');
    response.end(openMetrics((runs += 1)));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    [Symbol.asyncDispose]: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function openMetrics(runs: number): string {
  const lines = (Object.keys(metrics) as MetricName[]).flatMap(name => {
    const { type, labels } = metrics[name];
    const family = type === 'counter' ? name.replace(/_total$/, '') : name;
    const samples = combinations(labels).flatMap(set => {
      const value = valueOf[name](set, runs);
      if (value === undefined) return [];
      return type === 'histogram' ? histogram(name, set, value) : [`${name}${written(set)} ${value}`];
    });
    return [`# TYPE ${family} ${type}`, ...samples];
  });
  return `${[...lines, '# EOF'].join('\n')}\n`;
}

/** All took 6.5 s; the newest run is the exemplar. */
function histogram(name: string, labels: Labels, count: number): string[] {
  const exemplar = ` # {run_id="20261123T050000000-${String(count).padStart(8, '0')}"} 6.5`;
  return [
    ...[5, 8, 13, Infinity].map(le => {
      const bucket = written({ ...labels, le: le === Infinity ? '+Inf' : le.toFixed(1) });
      return `${name}_bucket${bucket} ${le < 6.5 ? 0 : count}${le === 8 ? exemplar : ''}`;
    }),
    `${name}_count${written(labels)} ${count}`,
    `${name}_sum${written(labels)} ${count * 6.5}`,
  ];
}

function combinations(labels: readonly string[]): Labels[] {
  let sets: Labels[] = [{}];
  for (const label of labels) {
    const known = values[label];
    if (known === undefined)
      throw new Error(`No values for the label ${label}: add some to ${import.meta.filename}`);
    sets = sets.flatMap(set => known.map(value => ({ ...set, [label]: value })));
  }
  return sets;
}

const written = (labels: Labels): string =>
  `{${Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(',')}}`;
