import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { History } from '../../lib/history/history.ts';
import { numberedAccounts } from '../../simulator/accounts.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { Bench, watch } from '../e2e/genkan.ts';
import { aFailure } from '../run-records.ts';
import { startDay, untilFiring } from './day.ts';
import { dashboards, filledIn } from './files.ts';
import { freePort, hasServers, run, start, until } from './programs.ts';

// A day at Contoso, hour by hour: real sign-ins at the simulator by `genkan run`, as cron would start it; two exporters on
// their history and a Pushgateway; Prometheus and Alertmanager with what deploy/ says. The alerts that fire are those of
// the script, no more and no fewer.

const people = ['day-01', 'day-02', 'day-03'] as const;

interface Hour {
  readonly name: string;
  readonly scenario?: string;
  /** Who alone lives in that scenario. */
  readonly only?: (typeof people)[number];
  /** Whose secret is not the right one. */
  readonly mistaken?: (typeof people)[number];
  /** How many rounds there are at least; none: nobody signs in. */
  readonly rounds: number;
  /** Both exporters are away while there are rounds, and come back with nothing but the history. */
  readonly isUnobserved?: true;
  /** The alerts that are firing at the end of the hour. */
  readonly fires: readonly string[];
}

const script: readonly Hour[] = [
  { name: 'good', rounds: 2, fires: [] },
  { name: 'slow', scenario: 'late-controls', rounds: 2, fires: ['GenkanSignInSlow'] },
  { name: 'one failure', only: 'day-02', scenario: 'admin-data-500', rounds: 1, fires: [] },
  {
    name: 'down, and good again after one failure',
    only: 'day-01',
    scenario: 'account-disabled',
    rounds: 2,
    fires: ['GenkanSignInDown day-01'],
  },
  {
    name: 'recovered, and a wrong secret',
    mistaken: 'day-03',
    rounds: 2,
    fires: ['GenkanAccountPaused day-03'],
  },
  { name: 'the right secret, while both exporters are away', rounds: 1, isUnobserved: true, fires: [] },
  { name: 'silent', rounds: 0, fires: people.map(person => `GenkanMonitorSilent ${person}`) },
  {
    name: 'there again, and down for many',
    scenario: 'sign-in-503',
    rounds: 2,
    fires: ['GenkanManyAccountsDown'],
  },
  { name: 'recovered', rounds: 1, fires: [] },
];

/** Parts of queries that return nothing that day, and why. */
const rightlyEmpty: ReadonlyArray<readonly [string, string]> = [
  ['step="mfa"', 'nobody is asked for a second factor'],
  ['step="federated"', 'nobody is federated'],
];

/** How long an hour of the day lasts at least; more where a round takes so long that too few would fit into it. */
const leastHourSeconds = 30;
const roundsAnHour = 5;

const bench = new Bench();
const resources = new AsyncDisposableStack();
const exporters: Exporter[] = [];
let simulator: Simulator;
let day: Awaited<ReturnType<typeof startDay>>;
let runsBefore = 0;
/** Seconds since 1970. */
let startedAt = 0;

beforeAll(async () => {
  if (!hasServers) return;
  resources.defer(() => bench.remove());
  simulator = await startSimulator({
    accounts: numberedAccounts(people.length, 'day').map(account => ({ ...account, proofs: [] })),
  });
  resources.defer(() => simulator.stop());
  const gateway = `127.0.0.1:${await freePort()}`;
  resources.use(
    await start(
      'prometheus-pushgateway',
      [`--web.listen-address=${gateway}`, '--persistence.file='],
      `http://${gateway}/-/ready`,
    ),
  );
  const configure = (hourSeconds: number) => {
    const everySeconds = hourSeconds / 2;
    watch(bench, simulator, {
      accounts: people,
      every: `${everySeconds}s`,
      timeout: `${everySeconds - 1}s`,
      slow: `${everySeconds - 3}s`,
      more: `sinks: [{ type: pushgateway, url: "http://${gateway}" }]\nretention: { runs: 30d }`,
    });
    setExpiry();
  };
  configure(10 * leastHourSeconds);
  await rememberLongAgo();
  await round(); // the first one of a machine takes longer than is usual
  const roundStart = performance.now();
  await round();
  const roundSeconds = (performance.now() - roundStart) / 1_000;
  const hourSeconds = Math.max(leastHourSeconds, 2 * Math.ceil((roundsAnHour * roundSeconds) / 2));
  configure(hourSeconds);
  const before = await bench.history();
  const [, usual = 0] = before
    .slice(-people.length)
    .map(({ durationMs }) => durationMs)
    .toSorted((a, b) => a - b);
  runsBefore = before.length;
  for (const port of [await freePort(), await freePort()]) exporters.push(new Exporter(port));
  resources.defer(async () => {
    for (const exporter of exporters) await exporter.stop();
  });
  for (const exporter of exporters) await exporter.start();
  startedAt = Date.now() / 1_000;
  day = resources.use(
    await startDay(
      exporters.map(({ host }) => host),
      {
        gateway: `http://${gateway}`,
        past: lastWeek(usual / 1_000, hourSeconds),
        hourMs: hourSeconds * 1_000,
      },
    ),
  );
});
afterAll(() => resources.disposeAsync());

describe.skipIf(!hasServers)('a day', () => {
  test.each(script)('$name', async hour => {
    await play(hour);
  });

  test('no other alert than those of the script has fired', () => {
    const unexpected = [...day.received.ever].filter(
      ([name]) => !script.some(({ fires }) => fires.includes(name)),
    );
    expect(Object.fromEntries(unexpected)).toEqual({});
  });

  test('the alert for many accounts names the fault that they share, and has a link', () => {
    const { annotations } = day.received.ever.get('GenkanManyAccountsDown') ?? {};
    expect(annotations?.['summary']).toContain('100% of all accounts cannot get in from bench');
    expect(annotations?.['summary']).toContain('sign_in_service_error');
    expect(annotations?.['runbook_url']).toMatch(/causes\.md#sign_in_service_error$/);
  });

  test('both exporters and the Pushgateway count every run once, also those that they did not see', async () => {
    const runs = await bench.history();
    const counted =
      'sum by (instance) (round(sum by (instance, account, verdict) (increase(genkan_signin_runs_total{engine="chromium"}[1h]))))';
    const counts = async () => (await ask(counted)).map(({ value: [, count] }) => Number(count));
    const wanted = Array.from({ length: 3 }, () => runs.length - runsBefore);
    await expect.poll(counts).toEqual(wanted);
    expect(runs.filter(({ runId }) => runId.startsWith('long-ago'))).toEqual([]);
  });

  test.each(dashboards())(
    'every query of $title returned data that day, or rightly none',
    async dashboard => {
      const queries = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
      const empty: string[] = [];
      for (const query of new Set(queries)) {
        const asked = filledIn(query, dashboard, {
          tenant: 'contoso',
          account: 'day-01',
          monitor: 'admin-center',
        });
        if ((await ask(asked, { start: startedAt, step: '2' })).length === 0) empty.push(query);
      }
      expect(empty.filter(query => !rightlyEmpty.some(([part]) => query.includes(part)))).toEqual([]);
    },
  );

  test('promtool finds no fault in the metrics', async () => {
    const ours = (text: string) =>
      `${text
        .split('\n')
        .filter(line => /^(?:# \w+ )?genkan_/.test(line))
        .join('\n')}\n`;
    for (const address of [`http://${exporters[0]?.host}/metrics`, `${day.gateway}/metrics`]) {
      const text = ours(await (await fetch(address)).text());
      expect(text, address).toContain('genkan_signin_up');
      expect(await run('promtool', ['check', 'metrics'], { input: text }), address).toBe('');
    }
  });
});

/** Runs round after round until it fires what the hour says, and nothing else. */
async function play({
  scenario = 'ordinary',
  only,
  mistaken,
  rounds,
  isUnobserved,
  fires,
}: Hour): Promise<void> {
  for (const { username } of simulator.accounts)
    simulator.setScenario(
      only === undefined || username.startsWith(`${only}@`) ? scenario : 'ordinary',
      username,
    );
  simulator.setScenario(only === undefined ? scenario : 'ordinary');
  const right = { ...bench.env };
  if (mistaken !== undefined) bench.env[passwordOf(mistaken)] = 'not the one';
  if (isUnobserved) for (const exporter of exporters) await exporter.stop();
  const isSo = () => JSON.stringify(day.received.firing) === JSON.stringify([...fires].toSorted());
  const most = rounds > 1 ? 12 : rounds;
  for (let n = 0; n < most && (n < rounds || !isSo()); n += 1) await round();
  bench.env = right;
  if (isUnobserved) for (const exporter of exporters) await exporter.start();
  await untilFiring(day.received, fires);
}

async function round(): Promise<void> {
  const { child, ended } = bench.start('run');
  // The servers of the day come first: an exporter that is not scraped in time counts as absent.
  if (child.pid !== undefined) setPriority(child.pid, getPriority() + 5);
  const { stderr, code } = await ended;
  if (code === 2) throw new Error(stderr);
}

function passwordOf(person: string): string {
  const n = simulator.accounts.findIndex(({ username }) => username.startsWith(`${person}@`));
  return `PASSWORD_${n}`;
}

/** Runs that retention removes with the next round. They were counted before the day began. */
async function rememberLongAgo(): Promise<void> {
  const history = History.open(bench.path('reports'));
  const scheduledAt = new Date(Date.now() - 40 * 86_400_000).toISOString();
  const runs = ['long-ago-1', 'long-ago-2'].map(runId =>
    aFailure({ runId, account: 'day-01', location: 'bench', scheduledAt, endedAt: scheduledAt }),
  );
  await history.expect(runs, scheduledAt);
  for (const one of runs) await history.conclude(one);
  await history.close();
}

/** The usual times of the past, in the form in which Prometheus itself has recorded them. */
function lastWeek(seconds: number, hourSeconds: number): string {
  const labels =
    '{quantile="0.5",tenant="contoso",monitor="admin-center",engine="chromium",location="bench"}';
  const now = Math.floor(Date.now() / 1_000);
  const name = 'genkan:signin_duration_seconds:quantile1h';
  const samples = Array.from(
    { length: 160 },
    (_, n) => `${name}${labels} ${seconds} ${now - (160 - n) * hourSeconds}`,
  );
  return `# TYPE ${name} gauge\n${samples.join('\n')}\n# EOF\n`;
}

interface Found {
  readonly value: [number, string];
}

/** @param times of a range; none: now */
async function ask(query: string, times?: { start: number; step: string }): Promise<Found[]> {
  const asked = new URLSearchParams({ query });
  if (times !== undefined) {
    asked.set('start', String(times.start));
    asked.set('end', String(Date.now() / 1_000));
    asked.set('step', times.step);
  }
  const path = times === undefined ? 'query' : 'query_range';
  const answer = await fetch(`${day.prometheus}/api/v1/${path}?${asked.toString()}`);
  const { data, error } = (await answer.json()) as { data?: { result: Found[] }; error?: string };
  if (data === undefined) throw new Error(`${error}: ${query}`);
  return data.result;
}

/** When one password ends: far enough away that nothing warns of it. */
function setExpiry(): void {
  const end = new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10);
  const file = readFileSync(bench.path('genkan.yaml'), 'utf8');
  const changed = file.replace(/username: day-01@[^,]+/, `$&, expires: { password: ${end} }`);
  if (changed === file) throw new Error('day-01 is not in the configuration');
  bench.write('genkan.yaml', changed);
}

/** `genkan serve` that only shows, always at the same port. */
class Exporter {
  readonly host: string;
  #running: ReturnType<Bench['start']> | undefined;

  constructor(port: number) {
    this.host = `127.0.0.1:${port}`;
  }

  async start(): Promise<void> {
    this.#running = bench.start('serve', '--no-schedule', '--listen', this.host);
    await until(
      async () => (await fetch(`http://${this.host}/readyz`).catch(() => undefined))?.ok === true,
      'the exporter is ready',
    );
  }

  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    if (running === undefined) return;
    running.child.kill('SIGTERM');
    if (running.child.exitCode === null) await once(running.child, 'exit');
  }
}
