import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { promisify } from 'node:util';

// Prometheus and its companions judge what is in deploy/, not we. CI installs them (.ci/run) and counts a skipped test as
// failed; elsewhere the tests that need them are skipped.
const packages = {
  promtool: 'prometheus',
  prometheus: 'prometheus',
  amtool: 'prometheus-alertmanager',
  'prometheus-alertmanager': 'prometheus-alertmanager',
  'prometheus-pushgateway': 'prometheus-pushgateway',
} as const;
type Program = keyof typeof packages;

const execute = promisify(execFile);

export const hasServers = Object.keys(packages).every(
  program => spawnSync(program, ['--version']).status === 0,
);

/** What a program prints. Rejects with all of it when the program does not like what it saw. */
export async function run(
  program: Program,
  args: readonly string[],
  { cwd, input = '' }: { cwd?: string; input?: string } = {},
): Promise<string> {
  try {
    const running = execute(program, args, { cwd, timeout: 120_000, maxBuffer: 10_000_000 });
    running.child.stdin?.end(input);
    const { stdout, stderr } = await running;
    return stdout + stderr;
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (code === 'ENOENT') throw missing(program);
    throw new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}`, { cause: error });
  }
}

/** A server that runs until the end of the scope: `await using server = await start(…)`. */
export async function start(
  program: Program,
  args: readonly string[],
  readyAt: string,
): Promise<AsyncDisposable> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', chunk => (log = (log + String(chunk)).slice(-5_000)));
  const ended = once(child, 'exit').then(
    () => `${program} ended:\n${log}`,
    () => missing(program).message,
  );
  const state = await Promise.race([ended, answers(readyAt)]);
  if (state !== undefined) {
    await end(child);
    throw new Error(state);
  }
  return { [Symbol.asyncDispose]: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}

async function answers(url: string): Promise<undefined> {
  // One that asks for a password answers with 401, and with 503 before it is ready.
  await until(async () => ((await fetch(url).catch(() => undefined))?.status ?? 503) < 500, `${url} answers`);
}

/** Asks again and again; not for ever. */
export async function until(isSo: () => Promise<boolean>, what: string, ms = 60_000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`Waited ${ms / 1_000} s in vain: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}

/** Of each process its own, and below those that the kernel gives to connections by itself: nothing else takes one. */
let nextPort = 20_000 + (process.pid % 600) * 20;

/** A port of 127.0.0.1 that nothing listens on. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = nextPort;
    nextPort += 1;
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      continue;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}

const missing = (program: Program) =>
  new Error(`${program} is not installed: apt-get install -y --no-install-recommends ${packages[program]}`);
