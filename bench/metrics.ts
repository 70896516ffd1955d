// How long one scrape takes with 1,000 accounts × 3 monitors in the history, beside prom-client alone rendering as many
// samples: npm run -s bench:metrics. A ratio within one run, so the machine does not matter.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Gauge, Registry } from 'prom-client';
import { type RunRecord, stepNames } from '../lib/core/run-record.ts';
import type { Snapshot } from '../lib/core/series.ts';
import { History } from '../lib/history/history.ts';
import { samplesOf, tellMetrics } from '../lib/sinks/metrics.ts';

const accounts = 1_000;
const monitors = ['admin-center', 'entra', 'exchange'];
const scrapes = 30;
const now = Date.now();

const reports = mkdtempSync(join(tmpdir(), 'genkan-bench-'));
const history = History.open(reports);
const records = Array.from({ length: accounts }, (_, n) =>
  monitors.map(monitor => record(n, monitor)),
).flat();
history.expect(records, new Date(now + 60_000).toISOString());
for (const each of records) history.conclude(each);

const watched = records.map(({ tenant, account, monitor, engine }) => ({
  tenant,
  account,
  monitor,
  engine,
  intervalMs: 300_000,
}));
const scrape = () => tellMetrics(samplesOf(snapshot()));
const lines = (await scrape()).text.split('\n').filter(line => line !== '' && !line.startsWith('#')).length;
const alone = prometheusClient(lines);

const ours: number[] = [];
const theirs: number[] = [];
for (let n = 0; n < scrapes; n += 1) {
  ours.push(await timed(scrape));
  theirs.push(await timed(() => alone.metrics()));
}
globalThis.gc?.();
const heap = process.memoryUsage().heapUsed / 2 ** 20;
console.log(
  `samples ${lines}; a scrape ${median(ours).toFixed(0)} ms, prom-client alone ${median(theirs).toFixed(0)} ms,`,
);
console.log(
  `ratio ${(median(ours) / median(theirs)).toFixed(2)}; heap after ${scrapes} scrapes ${heap.toFixed(0)} MiB`,
);
history.close();
rmSync(reports, { recursive: true });

function snapshot(): Snapshot {
  return {
    now,
    location: 'bench',
    version: '0.0.0',
    watched,
    series: history.series(false),
    tallies: history.tallies(false),
    holds: [],
    credentials: [],
    sinks: ['textfile'],
    evidenceBytes: 0,
  };
}

function record(n: number, monitor: string): RunRecord {
  const at = new Date(now).toISOString();
  const steps = stepNames
    .filter(name => name !== 'federated')
    .map(name => ({ name, startedAt: at, durationMs: 300 }));
  return {
    schemaVersion: 1,
    runId: `run-${n}-${monitor}`,
    roundId: 'bench',
    monitor,
    account: `account-${n}`,
    tenant: `tenant-${n}`,
    cloud: 'global',
    location: 'bench',
    simulated: false,
    engine: 'chromium',
    genkanVersion: '0.0.0',
    scheduledAt: at,
    startedAt: at,
    endedAt: at,
    durationMs: 2_400,
    verdict: 'up',
    summary: 'Signed in; the admin center can be used.',
    attempts: [{ n: 1, startedAt: at, durationMs: 2_400, steps }],
    screens: ['email', 'password', 'one_time_code', 'stay_signed_in'],
    opinions: [],
    evidence: [],
  };
}

/** A registry of prom-client's own with as many samples, labelled alike. */
function prometheusClient(samples: number): Registry {
  const registry = new Registry();
  const labelNames = ['tenant', 'account', 'monitor', 'engine', 'location', 'step'];
  const gauge = new Gauge({
    name: 'genkan_bench',
    help: 'As many samples.',
    labelNames,
    registers: [registry],
  });
  for (let n = 0; n < samples; n += 1) {
    const labels = {
      tenant: `tenant-${n}`,
      account: `account-${n}`,
      monitor: 'admin-center',
      engine: 'chromium',
      location: 'bench',
      step: 'password',
    };
    gauge.set(labels, n);
  }
  return registry;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
