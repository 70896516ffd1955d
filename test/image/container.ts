import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, chownSync, copyFileSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { RunRecord } from '../../lib/core/run-record.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { Bench, type Ended } from '../e2e/genkan.ts';

// The image is built and run for real, by Debian's buildah and podman. CI installs them (.ci/run) and counts a skipped
// test as failed; elsewhere these tests are skipped.
const tools = ['buildah', 'podman', 'crun', 'debootstrap'];
export const canBuild =
  process.getuid?.() === 0 && tools.every(tool => spawnSync(tool, ['--version']).status === 0);

const script = fileURLToPath(new URL('../../scripts/image.sh', import.meta.url));
export const profile = fileURLToPath(new URL('../../deploy/seccomp.json', import.meta.url));
/** The image's own user. */
export const uid = 10001;

/** `scripts/image.sh`, for what it prints. */
export async function image(...args: string[]): Promise<string> {
  return (await promisify(execFile)(script, args, { maxBuffer: 20_000_000 })).stdout;
}

export interface Running {
  readonly name: string;
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Containers of the image over one volume (without a health check, which podman gives to systemd), as deploy/README.md runs them; a simulator of this machine in reach. */
export class Containers {
  readonly bench = new Bench();
  readonly volume = this.bench.path('volume');
  readonly #ca = this.bench.path('authority.pem');
  readonly #simulator: Simulator;
  readonly #names: string[] = [];
  /** Of each container that asked for one, in milliseconds: from the start of podman to its browser's first page. */
  readonly toFirstPageMs: number[] = [];

  constructor(simulator: Simulator) {
    this.#simulator = simulator;
    mkdirSync(this.volume);
    chownSync(this.volume, uid, uid);
    chmodSync(this.volume, 0o700);
    // The simulator's own can be read by its user alone.
    copyFileSync(simulator.ca, this.#ca);
    chmodSync(this.#ca, 0o644);
  }

  /** @param options of podman, before the image's name */
  start(words: readonly string[], options: readonly string[] = []): Running {
    const { ca } = this.#simulator;
    const name = `genkan-test-${randomUUID()}`;
    this.#names.push(name);
    const mounts = [
      `${this.volume}:/app/reports`,
      `${this.bench.path('genkan.yaml')}:/app/genkan.yaml:ro`,
      `${this.#ca}:${ca}:ro`,
    ];
    const args = [
      ...`run --rm --no-healthcheck --name ${name} --network host --read-only --read-only-tmpfs=false`.split(
        ' ',
      ),
      ...`--tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges --security-opt seccomp=${profile}`.split(
        ' ',
      ),
      ...mounts.flatMap(mount => ['--volume', mount]),
      ...Object.keys(this.bench.env).flatMap(variable => ['--env', variable]),
      ...options,
      'localhost/genkan',
      ...words,
    ];
    const seen = this.#simulator.journal.length;
    const startedAt = Date.now();
    const child = spawn(script, ['podman', ...args], { env: { ...process.env, ...this.bench.env } });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', code => {
        const first = this.#simulator.journal[seen];
        if (first !== undefined) this.toFirstPageMs.push(first.at - startedAt);
        resolve({ code, stdout, stderr });
      });
    });
    return { name, child, ended };
  }

  run(words: readonly string[], options: readonly string[] = []): Promise<Ended> {
    return this.start(words, options).ended;
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
}

/** @throws SyntaxError when a line is no JSON */
export const jsonLines = <T>(text: string): T[] =>
  text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as T);
