import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { dashboards, filledIn, ruleFile, rulesOf } from './files.ts';
import { freePort, hasServers, start, until } from './programs.ts';
import { startSamples } from './samples.ts';

// Every query that is in deploy/, asked of a real Prometheus that scrapes something with every metric of the catalogue.

/** What rightly returns nothing here, and why. */
const rightlyEmpty: Readonly<Record<string, string>> = {
  'genkan:signin_silent:seconds': 'everybody is tried all the time',
  'genkan:signin_failing_since_timestamp_seconds{verdict="unknown"}': 'no run was unknown',
  'genkan:signin_duration_seconds:median7d': 'needs a day of past',
};

const resources = new AsyncDisposableStack();
let prometheus = '';

beforeAll(async () => {
  if (!hasServers) return;
  const folder = await mkdtemp(join(tmpdir(), 'genkan-'));
  resources.defer(() => rm(folder, { recursive: true }));
  const samples = resources.use(await startSamples());
  const { groups } = ruleFile('recording.yml');
  // Twice a second hand: nobody waits five minutes for the group that looks at a week.
  await writeFile(
    join(folder, 'recording.yml'),
    stringify({ groups: groups.map(({ name, rules }) => ({ name, rules })) }),
  );
  await writeFile(
    join(folder, 'prometheus.yml'),
    stringify({
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: ['recording.yml'],
      scrape_configs: [{ job_name: 'genkan', static_configs: [{ targets: [`127.0.0.1:${samples.port}`] }] }],
    }),
  );
  const port = await freePort();
  prometheus = `http://127.0.0.1:${port}`;
  resources.use(
    await start(
      'prometheus',
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--enable-feature=exemplar-storage',
      ],
      `${prometheus}/-/ready`,
    ),
  );
  // What is made last of all, twice over: rules run one after the other, and increase() needs two samples.
  await until(
    async () =>
      (
        await query(
          'count_over_time(genkan:signin_error_budget_remaining:ratio30d[1m]) > 2 and on () genkan:signin_step_duration_seconds:quantile1h',
        )
      ).length > 0,
    'the recording rules have results',
  );
});
afterAll(() => resources.disposeAsync());

async function ask(path: string, parameters: Readonly<Record<string, string>>): Promise<unknown[]> {
  const response = await fetch(`${prometheus}/api/v1/${path}?${new URLSearchParams(parameters).toString()}`);
  const { status, error, data } = (await response.json()) as {
    status: string;
    error?: string;
    data?: unknown[] | { result: unknown[] };
  };
  if (status !== 'success' || data === undefined)
    throw new Error(`${error ?? status}: ${Object.values(parameters)[0] ?? ''}`);
  return Array.isArray(data) ? data : data.result;
}

const query = (expression: string) => ask('query', { query: expression });

const overTime = (expression: string) =>
  ask('query_range', { query: expression, ...lastSeconds(), step: '1' });

function lastSeconds() {
  const now = Date.now() / 1_000;
  return { start: String(now - 5), end: String(now) };
}

test
  .skipIf(!hasServers)
  .each(rulesOf('recording.yml').map(({ record = '', labels }) => asSelector(record, labels)))(
  'recorded: %s',
  async selector => {
    const found = await query(selector);
    if (selector in rightlyEmpty) expect(found, rightlyEmpty[selector]).toEqual([]);
    else expect(found).not.toEqual([]);
  },
);

function asSelector(record: string, labels: Readonly<Record<string, string>> = {}): string {
  const matchers = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return matchers.length === 0 ? record : `${record}{${matchers.join(',')}}`;
}

test.skipIf(!hasServers).each(rulesOf('alerts.yml'))('alert: $alert can be asked', async ({ expr }) => {
  await expect(query(expr)).resolves.toBeInstanceOf(Array);
});

describe.skipIf(!hasServers).each(dashboards())('$title', dashboard => {
  const asked = dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(target => ({ title, ...target })),
  );

  test.each(asked)('$title: $expr', async ({ expr, instant, exemplar }) => {
    const expression = filledIn(expr, dashboard);
    expect(await (instant === true ? query(expression) : overTime(expression))).not.toEqual([]);
    if (exemplar === true) {
      const [found] = await ask('query_exemplars', { query: expression, ...lastSeconds() });
      expect(found).toHaveProperty('exemplars[0].labels.run_id');
    }
  });

  test.each(dashboard.templating.list.filter(({ type }) => type === 'query'))(
    'variable $name',
    async variable => {
      const listed = typeof variable.query === 'string' ? variable.query : variable.query.query;
      const [, series = '', label = ''] = /^label_values\((.+),(\w+)\)$/.exec(listed) ?? [];
      expect(label).toBe(variable.name);
      expect(await ask(`label/${label}/values`, { 'match[]': filledIn(series, dashboard) })).not.toEqual([]);
    },
  );

  test.each(dashboard.annotations.list.filter(({ expr }) => expr !== undefined))(
    'annotation $name',
    async ({ expr = '' }) => {
      expect(await overTime(filledIn(expr, dashboard))).not.toEqual([]);
    },
  );
});
