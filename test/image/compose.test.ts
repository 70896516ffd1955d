import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { dashboards, pathOf, read, readYaml } from '../deploy/files.ts';
import { freePort, hasServers, start, until } from '../deploy/programs.ts';
import { Containers, canBuild, image, patience } from './container.ts';

// From nothing to a dashboard with data, as README.md has it, as far as it goes without Docker: the services of
// deploy/compose.yaml with podman and this machine's Prometheus. Nothing is configured, so it is the demo.

interface Service {
  readonly command: readonly string[];
  readonly tmpfs: readonly string[];
  readonly read_only: boolean;
  readonly shm_size: string;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const { services } = readYaml('deploy/compose.yaml') as { services: Record<'genkan' | 'round', Service> };
const token = 'a-text-that-nobody-can-guess';

describe.skipIf(!canBuild || !hasServers)('what compose.yaml starts', { timeout: patience }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'genkan-compose-'));
  let simulator: Simulator;
  let containers: Containers;
  beforeAll(async () => {
    await image('build');
    simulator = await startSimulator();
    containers = new Containers(simulator);
  }, patience);
  afterAll(async () => {
    await containers.remove();
    await simulator.stop();
    rmSync(folder, { recursive: true });
  });

  test('sends the metrics of a round to Prometheus, and Grafana finds them there', async () => {
    const { code, stdout, stderr } = await containers.startBare(
      services.round.command,
      optionsOf(services.round),
    ).ended;
    expect(code, stdout + stderr).toBe(0);

    const port = await freePort();
    const { command } = services.genkan;
    const words = [...command, '--no-schedule'].map(word => word.replace('9464', String(port)));
    const served = containers.startBare(words, optionsOf(services.genkan));
    const metrics = `http://127.0.0.1:${port}/metrics`;
    await until(async () => (await statusOf(metrics)) === 401, 'it asks for the token', 120_000);

    const prometheus = `http://127.0.0.1:${await freePort()}`;
    await using _ = await start(
      'prometheus',
      [
        `--config.file=${configuration(port)}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=${new URL(prometheus).host}`,
      ],
      `${prometheus}/-/ready`,
    );
    const ask = async (
      query: string,
    ): Promise<{ metric: Record<string, string>; value: [number, string] }[]> => {
      const response = await fetch(`${prometheus}/api/v1/query?${new URLSearchParams({ query }).toString()}`);
      const { data } = (await response.json()) as { data: { result: never[] } };
      return data.result;
    };
    await until(async () => (await ask('genkan:signin_state:last')).length === 2, 'the rules have both');
    const up = await ask('genkan_signin_up');
    expect(Object.fromEntries(up.map(({ metric, value }) => [metric['account'], value[1]]))).toEqual({
      monitor: '1',
      'expired-secret': '0',
    });
    for (const expression of shownNow()) expect(await ask(expression), expression).not.toEqual([]);

    await image('podman', 'kill', '--signal', 'TERM', served.name);
    expect((await served.ended).code).toBe(0);
  });

  /** What is shipped, for what runs here under other addresses, and without the wait between two looks. */
  function configuration(port: number): string {
    const file = join(folder, 'prometheus.yml');
    writeFileSync(join(folder, 'token'), token);
    const text = read('deploy/prometheus/prometheus.yml')
      .replace('genkan:9464', `127.0.0.1:${port}`)
      .replace('/run/secrets/genkan-token', join(folder, 'token'))
      .replace('rules/*.yml', pathOf('deploy/prometheus/rules/*.yml'))
      .replaceAll(/_interval: 30s/g, '_interval: 1s');
    writeFileSync(file, text);
    return file;
  }
});

/** The same words for podman. */
function optionsOf({ read_only, tmpfs, shm_size, cap_drop, security_opt, environment }: Service): string[] {
  return [
    ...(read_only ? ['--read-only'] : []),
    ...tmpfs.flatMap(path => ['--tmpfs', path]),
    '--shm-size',
    shm_size,
    ...cap_drop.flatMap(right => ['--cap-drop', right]),
    ...security_opt.flatMap(option => ['--security-opt', ofPodman(option)]),
    // The shell would fill in ${GENKAN_TOKEN}.
    ...Object.keys(environment ?? {}).flatMap(name => ['--env', `${name}=${token}`]),
  ];
}

const ofPodman = (option: string): string =>
  option.replace(/^seccomp:\.\//, `seccomp=${pathOf('deploy/')}`).replace(/:true$/, '');

/** What the overview asks about the last runs. */
function shownNow(): string[] {
  const overview = dashboards().find(({ uid }) => uid === 'genkan-overview');
  const asked = overview?.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)) ?? [];
  const now = asked.filter(expr => /genkan:signin_(?:state|failing):last/.test(expr));
  expect(now.length).toBeGreaterThan(3);
  return now.map(expr => expr.replaceAll(/\$\w+/g, '.*'));
}

const statusOf = (url: string): Promise<number | undefined> =>
  fetch(url).then(
    response => response.status,
    () => undefined,
  );
