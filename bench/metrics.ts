// How long one scrape takes with 1,000 accounts × 3 monitors in the history, beside prom-client alone rendering the very
// same series, and whether memory stays flat over 1,000 scrapes: npm run -s bench:metrics [-- ACCOUNTS]. A ratio within
// one run, so the machine does not matter. Takes about half an hour. Exits with 1 where a limit is not kept.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Gauge, Registry } from 'prom-client';
import { History } from '../lib/history/history.ts';
import { renderMetrics, type Sample, type Samples, samplesOf } from '../lib/sinks/metrics.ts';
import { credentialsIn, fleetRecords, watchedIn } from './fleet.ts';
import { median } from './median.ts';

const accounts = Number(process.argv[2] ?? 1_000);
const scrapes = 1_000;
/** The heap is looked at after every so-many-th scrape. */
const lookEvery = 20;
const mostRatio = 1.5;
/** Of the heap, from the first look after the warm-up to the last. */
const mostGrowthMiB = 5;

const now = Date.now();
const reports = mkdtempSync(join(tmpdir(), 'genkan-bench-'));
const history = History.open(reports);
const records = fleetRecords(accounts, 3, now);
const watched = watchedIn(records);
await history.expect(records, new Date(now + 60_000).toISOString());
for (const each of records) await history.conclude(each);
for (const known of credentialsIn(records)) await history.saveCredentials(known);

const samples = async () =>
  samplesOf({
    now,
    location: 'bench',
    version: '0.0.0',
    watched,
    series: await history.series(false),
    retired: [],
    metricCounts: await history.metricCounts(false),
    paused: new Set(),
    credentials: await history.credentials(),
    sinks: ['textfile'],
    evidenceBytes: 0,
  });
const scrape = async () => renderMetrics(await samples());
const alone = prometheusClient(await samples());
const lines = sampleLines((await scrape()).text);
if (lines !== sampleLines(await alone.metrics())) throw new Error('prom-client alone has other series');

const ours: number[] = [];
const theirs: number[] = [];
const heaps: number[] = [];
for (let n = 1; n <= scrapes; n += 1) {
  ours.push(await timed(scrape));
  theirs.push(await timed(() => alone.metrics()));
  if (n % lookEvery !== 0) continue;
  globalThis.gc?.();
  heaps.push(process.memoryUsage().heapUsed / 2 ** 20);
}
await history.close();
rmSync(reports, { recursive: true });

const ratio = median(ours) / median(theirs);
const [first = Number.NaN, ...later] = heaps.slice(1);
const growth = (later.at(-1) ?? Number.NaN) - first;
console.log(
  `series ${lines}; a scrape ${median(ours).toFixed(0)} ms, prom-client alone ${median(theirs).toFixed(0)} ms: ` +
    `ratio ${ratio.toFixed(2)}, at most ${mostRatio}`,
);
console.log(
  `heap after ${2 * lookEvery} scrapes ${first.toFixed(1)} MiB, after ${scrapes} ${growth.toFixed(1)} MiB more, ` +
    `at most ${mostGrowthMiB}; its highest ${Math.max(...heaps).toFixed(1)} MiB`,
);
if (!(ratio <= mostRatio && growth <= mostGrowthMiB)) process.exitCode = 1;

/** A registry of prom-client's own that holds the same series, kept and not made anew. */
function prometheusClient(measured: Samples): Registry {
  const registry = new Registry();
  const series = new Map<string, Sample[]>();
  for (const [metric, values] of measured) {
    for (const sample of values) {
      const name = sample.metricName ?? metric;
      const held = series.get(name) ?? [];
      series.set(name, held);
      held.push(sample);
    }
  }
  for (const [name, values] of series) {
    const labelNames = Object.keys({ ...values[0]?.labels, ...values[0]?.sharedLabels });
    const gauge = new Gauge({ name, help: 'The same series.', labelNames, registers: [registry] });
    for (const { labels, sharedLabels, value } of values) gauge.set({ ...labels, ...sharedLabels }, value);
  }
  return registry;
}

function sampleLines(text: string): number {
  return text.split('\n').filter(line => line !== '' && !line.startsWith('#')).length;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
