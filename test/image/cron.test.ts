import { chownSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { freePort, until } from '../deploy/programs.ts';
import { watch } from '../e2e/genkan.ts';
import { Containers, canBuild, image, patience, profile, uid } from './container.ts';

describe.skipIf(!canBuild)('rounds of a cron job, over one volume', { timeout: patience }, () => {
  let simulator: Simulator;
  let containers: Containers;
  beforeAll(async () => {
    await image('build');
    simulator = await startSimulator();
    containers = new Containers(simulator);
    watch(containers.bench, simulator);
  }, patience);
  afterAll(async () => {
    await containers.remove();
    await simulator.stop();
  });

  /** Starts a round that hangs in the middle: at the password, so that nobody has to wait for another one-time code. */
  async function startHanging() {
    simulator.setScenario('page-hangs');
    const before = lookups();
    const running = containers.start(['run', '--json', '--account', 'monitor']);
    await until(async () => Promise.resolve(lookups() > before), 'somebody signs in', 180_000);
    return running;
  }
  const lookups = () => simulator.journal.filter(({ kind }) => kind === 'getCredentialType').length;

  /** What deploy/cron/genkan-round wants: a configuration whose secrets are files for the image's user alone. */
  function installed(): Record<string, string> {
    const { bench } = containers;
    const secrets = bench.path('secrets');
    mkdirSync(secrets);
    for (const [name, value] of Object.entries(bench.env)) {
      writeFileSync(`${secrets}/${name}`, value, { mode: 0o400 });
      chownSync(`${secrets}/${name}`, uid, uid);
    }
    const configuration = readFileSync(bench.path('genkan.yaml'), 'utf8');
    bench.write('cron.yaml', configuration.replaceAll(/env:(\w+)/g, 'file:/run/secrets/$1'));
    return {
      GENKAN_IMAGE: 'localhost/genkan',
      GENKAN_CONFIG: bench.path('cron.yaml'),
      GENKAN_SECRETS: secrets,
      GENKAN_SECCOMP: profile,
    };
  }

  test('one is killed, one is whole, one starts while another runs: history, pictures and metrics say so', async () => {
    const killed = await startHanging();
    await image('podman', 'kill', '--signal', 'KILL', killed.name);
    expect((await killed.ended).code).toBe(137);

    simulator.setScenario('ordinary');
    const whole = await containers.round(installed(), ['run', '--json']);
    expect(whole.code, whole.stderr).toBe(1);

    const slow = await startHanging();
    const early = await containers.run(['run', '--json', '--account', 'monitor']);
    expect(early).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('"cause":"overlapped"') as unknown,
    });
    await image('podman', 'kill', '--signal', 'TERM', slow.name);
    expect((await slow.ended).code).toBe(3);

    const history = await containers.history();
    const finished = history.map(({ account, verdict, cause }) => [account, verdict, cause]);
    // Two runs of one round are due at the same time.
    expect(finished.toSorted((a, b) => Number(b[0] === 'monitor') - Number(a[0] === 'monitor'))).toEqual([
      ['monitor', 'unknown', 'interrupted'],
      ['monitor', 'up', undefined],
      ['monitor', 'unknown', 'interrupted'],
      ['monitor', 'unknown', 'overlapped'],
      ['expired-secret', 'down', 'password_wrong'],
    ]);
    for (const { file, bytes } of history.flatMap(({ evidence }) => evidence))
      expect(statSync(`${containers.volume}/${file}`).size, file).toBe(bytes);
    const down = history.find(({ verdict }) => verdict === 'down');
    expect(down?.evidence.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['screenshot', 'film', 'index', 'record']),
    );

    const port = await freePort();
    const served = containers.start(['serve', '--no-schedule', '--listen', `127.0.0.1:${port}`]);
    await until(async () => (await health(port)) === 200, '/healthz answers', 120_000);
    expect(await runsTotal(port)).toEqual({
      'monitor up': 1,
      'monitor unknown': 3,
      'expired-secret down': 1,
    });
    await image('podman', 'exec', served.name, 'node', '/app/scripts/health.js');
    await image('podman', 'kill', '--signal', 'TERM', served.name);
    expect((await served.ended).code).toBe(0);
  });
});

const health = (port: number): Promise<number | undefined> =>
  fetch(`http://127.0.0.1:${port}/healthz`).then(
    response => response.status,
    () => undefined,
  );

/** How many runs the metrics count, by account and verdict, where there are any. */
async function runsTotal(port: number): Promise<Record<string, number>> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const samples = [...text.matchAll(/^genkan_signin_runs_total\{(.*)\} (\d+)$/gm)].map(
    ([, labels = '', value]) => {
      const label = (name: string) => new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels)?.[1] ?? '';
      return [`${label('account')} ${label('verdict')}`, Number(value)] as const;
    },
  );
  return Object.fromEntries(samples.filter(([, value]) => value > 0));
}
