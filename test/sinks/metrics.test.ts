import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fleetSeries } from '../../bench/fleet.ts';
import { type MetricCount, metricCountsOf } from '../../lib/domain/metric-counts.ts';
import { metrics } from '../../lib/domain/metrics.ts';
import type { RunRecord } from '../../lib/domain/run-record.ts';
import type { Snapshot } from '../../lib/domain/series.ts';
import { renderMetrics, samplesOf } from '../../lib/sinks/metrics.ts';
import { aFailure, aRecord } from '../run-records.ts';

const now = Date.parse('2026-11-23T05:50:00.000Z');
const watched = {
  tenant: 'contoso',
  account: 'contoso',
  monitor: 'admin-center',
  engine: 'chromium',
  intervalMs: 300_000,
};

/** What the history makes of these runs. */
function snapshot(records: readonly RunRecord[], changes: Partial<Snapshot> = {}): Snapshot {
  const last = records.at(-1);
  return {
    now,
    location: 'tokyo',
    version: '0.1.0',
    watched: [watched],
    series: last === undefined ? [] : [{ last, lastSuccessAt: '2026-11-23T05:40:00.000Z' }],
    retired: [],
    metricCounts: addUp(records.flatMap(metricCountsOf)),
    paused: new Set(),
    credentials: [],
    sinks: ['textfile'],
    evidenceBytes: 0,
    ...changes,
  };
}

function addUp(metricCounts: readonly MetricCount[]): MetricCount[] {
  const sums = new Map<string, MetricCount>();
  for (const metricCount of metricCounts) {
    const key = JSON.stringify([metricCount.metric, metricCount.labels, metricCount.part]);
    sums.set(key, { ...metricCount, value: metricCount.value + (sums.get(key)?.value ?? 0) });
  }
  return [...sums.values()];
}

async function linesOf(
  records: readonly RunRecord[],
  changes: Partial<Snapshot> = {},
  openMetrics = false,
): Promise<string[]> {
  return (await renderMetrics(samplesOf(snapshot(records, changes)), openMetrics)).text.split('\n');
}

const labels = 'tenant="contoso",account="contoso",monitor="admin-center",engine="chromium",location="tokyo"';

test('the names, types and labels are those of the golden file, both ways', () => {
  const published = Object.entries(metrics).map(
    ([name, { type, labels: names }]) => `${type} ${name} {${names.join(',')}}\n`,
  );
  expect(published.join('')).toBe(readFileSync(new URL('metrics.golden', import.meta.url), 'utf8'));
});

test('each sample has exactly the labels of the catalogue', async () => {
  const lines = await linesOf([aRecord(), aFailure()]);
  for (const line of lines.filter(text => text !== '' && !text.startsWith('#'))) {
    const [, name = '', published = ''] = /^(\w+)\{(.*)\} /.exec(line) ?? [];
    const bare = name.replace(/_(bucket|sum|count)$/, '');
    const names = [...published.matchAll(/(\w+)="/g)]
      .map(([, label]) => label)
      .filter(label => label !== 'le');
    expect(new Set(names), line).toEqual(new Set(metrics[bare as keyof typeof metrics].labels));
  }
});

test('the metrics of a failure', async () => {
  const lines = await linesOf([aRecord(), aFailure()]);
  expect(lines).toEqual(
    expect.arrayContaining([
      `genkan_signin_up{${labels}} 0`,
      `genkan_signin_last_duration_seconds{${labels}} 2.5`,
      `genkan_signin_last_step_duration_seconds{${labels},step="password"} 1`,
      `genkan_signin_last_success_timestamp_seconds{${labels}} 1795412400`,
      `genkan_signin_interval_seconds{${labels}} 300`,
      `genkan_signin_failing{${labels},cause="password_wrong",fault="account"} 1`,
      `genkan_signin_runs_total{${labels},verdict="up"} 1`,
      `genkan_signin_runs_total{${labels},verdict="down"} 1`,
      'genkan_signin_failures_total{monitor="admin-center",engine="chromium",location="tokyo",cause="password_wrong",fault="account"} 1',
      'genkan_build_info{location="tokyo",version="0.1.0"} 1',
      'genkan_account_paused{tenant="contoso",account="contoso",location="tokyo"} 0',
      'genkan_sink_errors_total{location="tokyo",sink="textfile"} 0',
      'genkan_evidence_bytes{location="tokyo"} 0',
    ]),
  );
});

test('closed label values are there from the start, at 0', async () => {
  const lines = await linesOf([]);
  for (const verdict of ['up', 'degraded', 'down', 'unknown']) {
    expect(lines).toContain(`genkan_signin_runs_total{${labels},verdict="${verdict}"} 0`);
  }
  const visit = 'monitor="admin-center",engine="chromium",location="tokyo"';
  expect(lines).toContain(`genkan_signin_duration_seconds_count{tenant="contoso",${visit}} 0`);
  expect(lines).toContain(
    `genkan_signin_step_duration_seconds_bucket{le="+Inf",${visit},step="federated"} 0`,
  );
  expect(
    lines.filter(line => line.startsWith('genkan_signin_failures_total{') && line.endsWith(' 0')).length,
  ).toBeGreaterThan(40);
});

test('the histogram holds successful sign-ins, with the run as exemplar where the format knows exemplars', async () => {
  const quick = aRecord({ durationMs: 900 });
  const slow = aRecord({ runId: '20261123T055000000-slow0000', durationMs: 200_000 });
  const some = 'tenant="contoso",monitor="admin-center",engine="chromium",location="tokyo"';
  const plain = await linesOf([quick, aFailure(), slow]);
  expect(plain).toEqual(
    expect.arrayContaining([
      `genkan_signin_duration_seconds_bucket{le="1",${some}} 1`,
      `genkan_signin_duration_seconds_bucket{le="120",${some}} 1`,
      `genkan_signin_duration_seconds_bucket{le="+Inf",${some}} 2`,
      `genkan_signin_duration_seconds_sum{${some}} 200.9`,
      `genkan_signin_duration_seconds_count{${some}} 2`,
    ]),
  );
  const open = await linesOf([quick, aFailure(), slow], {}, true);
  expect(open).toContain(
    `genkan_signin_duration_seconds_bucket{le="+Inf",${some}} 2 # {run_id="20261123T055000000-slow0000"} 200 1795412716`,
  );
  expect(open.at(-2)).toBe('# EOF');
  expect(open).toContain(`genkan_signin_runs_total{${labels},verdict="up"} 2`);
});

describe('what is no longer true is not published', () => {
  test('a run whose successors did not come is not the current result; its time stays', async () => {
    const lines = await linesOf([aFailure()], { now: now + 3_600_000 });
    expect(lines.some(line => /^genkan_signin_(up|failing|last_(step_)?duration_seconds)\{/.test(line))).toBe(
      false,
    );
    expect(lines.some(line => line.startsWith('genkan_signin_last_run_timestamp_seconds{'))).toBe(true);
  });

  test('an account that is no longer monitored is gone', async () => {
    const lines = await linesOf([aFailure()], { watched: [{ ...watched, account: 'fabrikam' }] });
    expect(lines.join('\n')).not.toContain('account="contoso"');
  });

  test('nor is what a tenant that was renamed, or a location that is retired, has counted', async () => {
    const renamed = [
      aRecord({ tenant: 'old' }),
      aFailure({ location: 'osaka' }),
      aRecord({ engine: 'firefox' }),
    ];
    const lines = await linesOf([aRecord()], {
      metricCounts: addUp([...renamed, aRecord()].flatMap(metricCountsOf)),
    });
    expect(lines.join('\n')).not.toMatch(/tenant="old"|location="osaka"|firefox/);
    expect(lines).toContain(`genkan_signin_runs_total{${labels},verdict="up"} 1`);
    // One that shares the history and goes on is.
    const beside = await linesOf([], {
      series: [{ last: aFailure({ location: 'osaka' }) }],
      metricCounts: metricCountsOf(aFailure({ location: 'osaka' })),
    });
    expect(beside.join('\n')).toMatch(/^genkan_signin_runs_total\{.*location="osaka",verdict="down"\} 1$/m);
  });

  test('the expiry of a credential is published for the configured accounts only', async () => {
    const life = { credential: 'certificate', expiresAt: '2026-12-01T00:00:00.000Z' } as const;
    const credentials = ['contoso', 'fabrikam'].map(account => ({
      tenant: 'contoso',
      account,
      lives: [life],
    }));
    const published = (await linesOf([], { credentials })).filter(line =>
      line.startsWith('genkan_credential_expiry'),
    );
    expect(published).toEqual([
      'genkan_credential_expiry_timestamp_seconds{tenant="contoso",account="contoso",location="tokyo",credential="certificate"} 1796083200',
    ]);
  });

  test('a success is not failing', async () => {
    expect((await linesOf([aRecord()])).some(line => line.startsWith('genkan_signin_failing{'))).toBe(false);
  });
});

test('an account × monitor × engine costs at most 32 series', () => {
  expect((fleetSeries(3, 3) - fleetSeries(2, 3)) / 3).toBeLessThanOrEqual(32);
});

test('a run in the future is not published as the current result: its clock was wrong', async () => {
  const future = '2028-11-23T05:45:16.000Z';
  const last = aRecord({ endedAt: future });
  const series = [{ last, lastSuccessAt: future }];
  const lines = await linesOf([last], { series });
  const said = (name: string) => lines.filter(line => line.startsWith(`${name}{`));
  for (const name of [
    'up',
    'last_duration_seconds',
    'last_run_timestamp_seconds',
    'last_success_timestamp_seconds',
  ])
    expect(said(`genkan_signin_${name}`), name).toEqual([]);
  // Clocks of two machines agree well enough.
  const near = { ...last, endedAt: '2026-11-23T05:50:30.000Z' };
  expect((await linesOf([near])).some(line => line.startsWith('genkan_signin_up{'))).toBe(true);
});
