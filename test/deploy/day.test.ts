import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { History } from '../../lib/history/history.ts';
import { numberedAccounts } from '../../simulator/accounts.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { Bench, watch } from '../e2e/genkan.ts';
import { aFailure } from '../run-records.ts';
import { startDay, untilFiring } from './day.ts';
import { freePort, hasServers, run, start, until } from './programs.ts';

// A day at Contoso, hour by hour: real sign-ins at the simulator by `genkan run`, as cron would start it; two exporters on
// their history and a Pushgateway; Prometheus and Alertmanager with what deploy/ says. What is told is what the script
// says, no more and no less.

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
  /** What is told as firing at the end of the hour. */
  readonly fires: readonly string[];
}

const script: readonly Hour[] = [
  { name: 'good', rounds: 3, fires: [] },
  { name: 'slow', scenario: 'late-controls', rounds: 2, fires: ['GenkanSignInSlow'] },
  { name: 'good again', rounds: 2, fires: [] },
  { name: 'one failure', only: 'day-02', scenario: 'admin-data-500', rounds: 1, fires: [] },
  { name: 'good after one failure', rounds: 2, fires: [] },
  {
    name: 'down',
    only: 'day-01',
    scenario: 'account-disabled',
    rounds: 3,
    fires: ['GenkanSignInDown day-01'],
  },
  { name: 'recovered', rounds: 2, fires: [] },
  { name: 'down for many', scenario: 'sign-in-503', rounds: 2, fires: ['GenkanManyAccountsDown'] },
  { name: 'recovered for all', rounds: 2, fires: [] },
  { name: 'a wrong secret', mistaken: 'day-03', rounds: 2, fires: ['GenkanAccountPaused day-03'] },
  { name: 'the right secret', rounds: 2, fires: [] },
  { name: 'silent', rounds: 0, fires: people.map(person => `GenkanMonitorSilent ${person}`) },
  { name: 'there again', rounds: 1, fires: [] },
];

const bench = new Bench();
const resources = new AsyncDisposableStack();
const exporters: Exporter[] = [];
let simulator: Simulator;
let day: Awaited<ReturnType<typeof startDay>>;
let runsBefore = 0;

beforeAll(async () => {
  if (!hasServers) return;
  resources.defer(() => bench.remove());
  simulator = await startSimulator({
    accounts: numberedAccounts(people.length, 'day').map(account => ({ ...account, proofs: [] })),
  });
  resources.defer(() => simulator.stop());
  const gateway = `127.0.0.1:${await freePort()}`;
  resources.use(
    await start('prometheus-pushgateway', [`--web.listen-address=${gateway}`], `http://${gateway}/-/ready`),
  );
  watch(bench, simulator, {
    accounts: people,
    every: '15s',
    timeout: '14s',
    slow: '12s',
    more: `sinks: [{ type: pushgateway, url: "http://${gateway}" }]\nretention: { runs: 30d }`,
  });
  rememberLongAgo();
  await round();
  const usual = (await bench.history()).reduce((most, { durationMs }) => Math.max(most, durationMs), 0);
  runsBefore = (await bench.history()).length;
  for (const port of [await freePort(), await freePort()]) exporters.push(new Exporter(port));
  resources.defer(async () => {
    for (const exporter of exporters) await exporter.stop();
  });
  for (const exporter of exporters) await exporter.start();
  day = resources.use(
    await startDay(
      exporters.map(({ host }) => host),
      `http://${gateway}`,
      lastWeek(usual / 1_000),
    ),
  );
});
afterAll(() => resources.disposeAsync());

describe.skipIf(!hasServers)('a day', () => {
  test.each(script)('$name', { timeout: 400_000 }, async hour => {
    await play(hour);
  });

  test('nothing else was told than what the script says', () => {
    expect([...day.told.ever.keys()].toSorted()).toEqual(script.flatMap(({ fires }) => fires).toSorted());
  });

  test('the alert for many names the fault that they share, and leads somewhere', () => {
    const { annotations } = day.told.ever.get('GenkanManyAccountsDown') ?? {};
    expect(annotations?.['summary']).toContain('100% of all accounts cannot get in from bench');
    expect(annotations?.['summary']).toContain('sign_in_service_error');
    expect(annotations?.['runbook_url']).toMatch(/causes\.md#sign_in_service_error$/);
  });

  test('runs while every exporter is away, and after retention, are counted once', async () => {
    for (const exporter of exporters) await exporter.stop();
    await round();
    for (const exporter of exporters) await exporter.start();
    await round();
    const runs = await bench.history();
    const counted =
      'sum(round(max by (account, verdict) (increase(genkan_signin_runs_total{engine="chromium"}[1h]))))';
    await until(async () => (await ask(counted)) === runs.length - runsBefore, 'every run is counted once');
    expect(runs.filter(({ runId }) => runId.startsWith('long-ago'))).toEqual([]);
  });

  test('promtool finds nothing to say against what is told', async () => {
    const ours = (text: string) =>
      `${text
        .split('\n')
        .filter(line => /^(?:# \w+ )?genkan_/.test(line))
        .join('\n')}\n`;
    for (const address of [`http://${exporters[0]?.host}/metrics`, `${day.gateway}/metrics`]) {
      const text = ours(await (await fetch(address)).text());
      expect(text).toContain('genkan_signin_up');
      expect(await run('promtool', ['check', 'metrics'], { input: text })).toBe('');
    }
  });
});

/** Runs round after round until it fires what the hour says, and nothing else. */
async function play({ scenario = 'ordinary', only, mistaken, rounds, fires }: Hour): Promise<void> {
  for (const { username } of simulator.accounts)
    simulator.setScenario(
      only === undefined || username.startsWith(`${only}@`) ? scenario : 'ordinary',
      username,
    );
  simulator.setScenario(only === undefined ? scenario : 'ordinary');
  const right = { ...bench.env };
  if (mistaken !== undefined) bench.env[passwordOf(mistaken)] = 'not the one';
  const isSo = () => JSON.stringify(day.told.firing) === JSON.stringify([...fires].toSorted());
  const most = rounds > 1 ? 12 : rounds;
  for (let n = 0; n < most && (n < rounds || !isSo()); n += 1) await round();
  bench.env = right;
  await untilFiring(day.told, fires);
}

async function round(): Promise<void> {
  const { stderr, code } = await bench.run('run');
  if (code === 2) throw new Error(stderr);
}

function passwordOf(person: string): string {
  const n = simulator.accounts.findIndex(({ username }) => username.startsWith(`${person}@`));
  return `PASSWORD_${n}`;
}

/** Runs that retention removes with the next round. They were counted before the day began. */
function rememberLongAgo(): void {
  const history = History.open(bench.path('reports'));
  const scheduledAt = new Date(Date.now() - 40 * 86_400_000).toISOString();
  const runs = ['long-ago-1', 'long-ago-2'].map(runId =>
    aFailure({ runId, account: 'day-01', location: 'bench', scheduledAt, endedAt: scheduledAt }),
  );
  history.expect(runs, scheduledAt);
  for (const one of runs) history.conclude(one);
  history.close();
}

/** What was usual in the past: told as Prometheus itself has recorded it. */
function lastWeek(seconds: number): string {
  const labels =
    '{quantile="0.5",tenant="contoso",monitor="admin-center",engine="chromium",location="bench"}';
  const now = Math.floor(Date.now() / 1_000);
  const name = 'genkan:signin_duration_seconds:quantile1h';
  // An hour of that day is half a minute of ours.
  const samples = Array.from(
    { length: 160 },
    (_, n) => `${name}${labels} ${seconds} ${now - (160 - n) * 30}`,
  );
  return `# TYPE ${name} gauge\n${samples.join('\n')}\n# EOF\n`;
}

async function ask(expression: string): Promise<number> {
  const query = new URLSearchParams({ query: expression }).toString();
  const answer = await fetch(`${day.prometheus}/api/v1/query?${query}`);
  const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
  return Number(data.result[0]?.value[1]);
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
