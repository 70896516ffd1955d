import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, chownSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { RunRecord } from '../../lib/domain/run-record.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { Bench, type Ended, watch } from '../e2e/genkan.ts';

// The image is built and run for real, by Debian's buildah and podman. CI installs them (.ci/run) and counts a skipped
// test as failed; elsewhere these tests are skipped.
const tools = ['buildah', 'podman', 'crun', 'debootstrap'];
export const canBuild =
  process.getuid?.() === 0 && tools.every(tool => spawnSync(tool, ['--version']).status === 0);

/** Building it for the first time takes minutes. */
export const patience = 900_000;

const script = fileURLToPath(new URL('../../scripts/image.sh', import.meta.url));
export const profile = fileURLToPath(new URL('../../deploy/seccomp.json', import.meta.url));
/** The image's own user. */
export const uid = 10001;

/** `scripts/image.sh`, for what it prints. */
export async function image(...args: string[]): Promise<string> {
  return (await promisify(execFile)(script, args, { maxBuffer: 20_000_000 })).stdout;
}

/** How podman stands in for Docker on this machine: without a network of its own, without systemd for health checks. */
const here = ['--no-healthcheck', '--network', 'host', '--read-only-tmpfs=false'];

/** As deploy/README.md runs it. */
const asShipped =
  `--read-only --tmpfs /tmp --shm-size 1g --cap-drop ALL --security-opt no-new-privileges --security-opt seccomp=${profile}`.split(
    ' ',
  );

export interface Running {
  readonly name: string;
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Containers of the image over one volume, as deploy/README.md runs them; a simulator of this machine in reach. */
export class Containers {
  readonly bench = new Bench();
  readonly volume = this.bench.path('volume');
  readonly #ca = this.bench.path('authority.pem');
  readonly #simulator: Simulator;
  readonly #names: string[] = [];

  constructor(simulator: Simulator) {
    this.#simulator = simulator;
    mkdirSync(this.volume);
    chownSync(this.volume, uid, uid);
    chmodSync(this.volume, 0o700);
    // The simulator's own can be read by its user alone.
    copyFileSync(simulator.ca, this.#ca);
    chmodSync(this.#ca, 0o644);
  }

  /** With the bench's configuration. @param options of podman, before the image's name */
  start(words: readonly string[], options: readonly string[] = []): Running {
    const configuration = ['--volume', `${this.bench.path('genkan.yaml')}:/app/genkan.yaml:ro`];
    const variables = Object.keys(this.bench.env).flatMap(variable => ['--env', variable]);
    return this.startBare(words, [...asShipped, ...configuration, ...variables, ...options]);
  }

  /** With nothing but the volume and what `options` say. */
  startBare(words: readonly string[], options: readonly string[]): Running {
    const name = `genkan-test-${randomUUID()}`;
    this.#names.push(name);
    const mounts = ['--volume', `${this.volume}:/app/reports`, ...this.#authority()];
    const args = [
      'run',
      '--rm',
      '--name',
      name,
      ...here,
      ...mounts,
      ...options,
      'localhost/genkan',
      ...words,
    ];
    const child = spawn(script, ['podman', ...args], { env: { ...process.env, ...this.bench.env } });
    return { name, child, ended: ending(child) };
  }

  run(words: readonly string[], options: readonly string[] = []): Promise<Ended> {
    return this.start(words, options).ended;
  }

  /** deploy/cron/genkan-round, with podman in the place of Docker and the volume in the place of its own. */
  round(env: Readonly<Record<string, string>>, words: readonly string[]): Promise<Ended> {
    mkdirSync(this.bench.path('bin'));
    const docker = this.bench.path('bin', 'docker');
    writeFileSync(
      docker,
      `#!/bin/sh
shift
for word; do
  shift
  case $word in genkan-reports:*) word="${this.volume}:\${word#*:}" ;; esac
  set -- "$@" "$word"
done
exec ${script} podman run ${[...here, ...this.#authority()].join(' ')} "$@"
`,
      { mode: 0o755 },
    );
    const path = `${this.bench.path('bin')}:${process.env['PATH']}`;
    const program = fileURLToPath(new URL('../../deploy/cron/genkan-round', import.meta.url));
    return ending(spawn(program, words, { env: { ...process.env, ...env, PATH: path } }));
  }

  /** What the history of the volume holds, asked of the image. */
  async history(): Promise<RunRecord[]> {
    return jsonLines<RunRecord>((await this.run(['runs', '--json'])).stdout);
  }

  async remove(): Promise<void> {
    if (this.#names.length > 0)
      await image('podman', 'rm', '--force', '--ignore', '--time', '0', ...this.#names);
    this.bench.remove();
  }

  #authority(): string[] {
    return ['--volume', `${this.#ca}:${this.#simulator.ca}:ro`];
  }
}

function ending(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', code => resolve({ code, stdout, stderr }));
  });
}

/**
 * Milliseconds from the start of a round until its browser asks for its first page.
 * @param where in a new container, or on this machine without one
 */
export async function msToFirstPage(where: 'container' | 'machine'): Promise<number> {
  const simulator = await startSimulator();
  // A volume of its own: of an account that its history knows as paused no page is asked for.
  const containers = new Containers(simulator);
  const { bench } = containers;
  watch(bench, simulator, { accounts: ['expired-secret'] });
  const startedAt = Date.now();
  await (where === 'container' ? containers.run(['run']) : bench.run('run'));
  const [first] = simulator.journal;
  await containers.remove();
  await simulator.stop();
  if (first === undefined) throw new Error('Nobody asked for a page.');
  return first.at - startedAt;
}

/** @throws SyntaxError when a line is not JSON */
export const jsonLines = <T>(text: string): T[] =>
  text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as T);
