import type { Credentials } from '../lib/domain/credential.ts';
import { type MetricCount, metricCountsOf } from '../lib/domain/metric-counts.ts';
import { type RunRecord, stepNames } from '../lib/domain/run-record.ts';
import type { Watched } from '../lib/domain/series.ts';
import { samplesOf } from '../lib/sinks/metrics.ts';

// The dearest fleet there can be: every account is a tenant of its own, has a certificate, and took every step.

/** One run for each account × monitor, just over. */
export function fleetRecords(accounts: number, monitors: number, now: number): RunRecord[] {
  const at = new Date(now).toISOString();
  const steps = stepNames.map(name => ({ name, startedAt: at, durationMs: 300 }));
  return Array.from({ length: accounts * monitors }, (_, n): RunRecord => {
    const [account, monitor] = [Math.floor(n / monitors), n % monitors];
    return {
      schemaVersion: 2,
      runId: `run-${account}-${monitor}`,
      roundId: 'bench',
      monitor: `center-${monitor}`,
      account: `account-${account}`,
      tenant: `tenant-${account}`,
      cloud: 'global',
      location: 'bench',
      simulated: false,
      engine: 'chromium',
      genkanVersion: '0.0.0',
      scheduledAt: at,
      startedAt: at,
      endedAt: at,
      durationMs: 2_700,
      verdict: 'up',
      attempts: [{ n: 1, startedAt: at, durationMs: 2_700, steps }],
      screens: ['email', 'password', 'one_time_code', 'stay_signed_in'],
      clockSkewMs: 0,
      opinions: [],
      evidence: [],
    };
  });
}

/** What a fleet's metrics expect to see: each of its runs, every five minutes. */
export const watchedIn = (records: readonly RunRecord[]): Watched[] =>
  records.map(({ tenant, account, monitor, engine }) => ({
    tenant,
    account,
    monitor,
    engine,
    intervalMs: 300_000,
  }));

/** A certificate for each run's account that ends as the run does. */
export const credentialsIn = (records: readonly RunRecord[]): Credentials[] =>
  records.map(({ tenant, account, endedAt: expiresAt }) => ({
    tenant,
    account,
    lives: [{ credential: 'certificate', expiresAt }],
  }));

/** How many series such a fleet has. */
export function fleetSeries(accounts: number, monitors: number): number {
  const records = fleetRecords(accounts, monitors, 0);
  const metricCounts = new Map<string, MetricCount>();
  for (const metricCount of records.flatMap(metricCountsOf))
    metricCounts.set(JSON.stringify([metricCount.metric, metricCount.labels, metricCount.part]), metricCount);
  const samples = samplesOf({
    now: 0,
    location: 'bench',
    version: '0.0.0',
    watched: watchedIn(records),
    series: records.map(last => ({ last, lastSuccessAt: last.endedAt })),
    retired: [],
    metricCounts: [...metricCounts.values()],
    paused: new Set(),
    credentials: credentialsIn(records),
    sinks: ['textfile'],
    evidenceBytes: 0,
  });
  return [...samples.values()].reduce((sum, { length }) => sum + length, 0);
}
