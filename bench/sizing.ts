// What sign-ins cost: memory and CPU of Genkan and of its browsers, against the simulator in a process of its own.
// npm run -s bench:sizing (or `-- firefox`). docs/sizing.md has the conclusions.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { median } from './median.ts';
import { measure, type Usage } from './sizing/usage.ts';

const engine = process.argv[2] ?? 'chromium';
const repeats = 3;
/** Each account signs in once, so that none waits for its next one-time code. */
const signIns = 8;
const rounds = [
  { signIns: 1, parallel: 1 },
  { signIns, parallel: 1 },
  { signIns, parallel: 2 },
  { signIns, parallel: 4 },
];

interface Result {
  readonly own: Usage;
  readonly browser: Usage;
  /** Seconds, median of the sign-ins. */
  readonly signInSeconds: number;
  readonly wallSeconds: number;
}

const load = loadavg()[0] ?? NaN;
const results = rounds.map((): Result[] => []);
for (let n = 0; n < repeats; n += 1) {
  for (const [index, round] of rounds.entries()) {
    const result = await perform(round);
    results[index]?.push(result);
    console.error(JSON.stringify({ ...round, ...result }));
  }
}
console.log(`${engine}, median of ${repeats}; load before: ${load.toFixed(1)}`);
console.table(rounds.map((round, index) => row(round, results[index] ?? [])));
const [one = NaN, many = NaN] = results.map(each => middle(each, cpuOf));
const perSignIn = (many - one) / (signIns - 1);
console.log(
  `CPU seconds: ${perSignIn.toFixed(2)} a sign-in, ${(one - perSignIn).toFixed(2)} to start and end;`,
  `${(60 / perSignIn).toFixed(0)} sign-ins per minute and core`,
);
const show = await showing();
console.log(`serve --no-schedule: ${show.own.peakMiB.toFixed(0)} MiB`);

/** One round in a process of its own, on a simulator of its own. */
async function perform(round: (typeof rounds)[number]): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'genkan-bench-'));
  const simulator = start('sizing/simulator.ts', [String(round.signIns)]);
  try {
    const { proxy, ca, accounts } = JSON.parse(await firstLine(simulator)) as Simulation;
    const configuration = join(folder, 'genkan.yaml');
    writeFileSync(configuration, stringify(configurationFor(proxy, ca, accounts)));
    const began = performance.now();
    const child = start('sizing/round.ts', [configuration, folder, String(round.parallel)], {
      TMPDIR: folder,
      ...secretsOf(accounts),
    });
    const ended = once(child, 'close');
    const [usage, output] = await Promise.all([measure(child.pid ?? 0, ended), printed(child)]);
    const records = JSON.parse(output) as { verdict: string; durationMs: number }[];
    if (records.length !== round.signIns || records.some(({ verdict }) => verdict !== 'up'))
      throw new Error(`not every sign-in was up: ${output}`);
    const wallSeconds = (performance.now() - began) / 1_000;
    return { ...usage, wallSeconds, signInSeconds: median(records.map(each => each.durationMs)) / 1_000 };
  } finally {
    simulator.stdin?.end();
    await once(simulator, 'close');
    rmSync(folder, { recursive: true });
  }
}

/** `serve --no-schedule`, scraped as often as Prometheus does in a quarter of an hour. */
async function showing(): Promise<{ own: Usage }> {
  const folder = mkdtempSync(join(tmpdir(), 'genkan-bench-'));
  const configuration = join(folder, 'genkan.yaml');
  const account = { username: 'bench@contoso.onmicrosoft.com', tenant: 'contoso', password: 'env:PASSWORD' };
  const monitors = { 'admin-center': { accounts: ['bench'] } };
  const port = 19_464;
  const serve = { listen: `127.0.0.1:${port}` };
  writeFileSync(configuration, stringify({ accounts: { bench: account }, monitors, serve }));
  const child = start('../lib/cli.ts', [
    'serve',
    '--no-schedule',
    '--config',
    configuration,
    '--reports',
    folder,
  ]);
  const measured = measure(child.pid ?? 0, once(child, 'close'));
  const scrape = async () =>
    (await fetch(`http://127.0.0.1:${port}/metrics`).catch(() => undefined))?.ok === true;
  for (let scrapes = 0; scrapes < 30; ) {
    if (await scrape()) scrapes += 1;
    else await setTimeout(200);
  }
  child.kill('SIGTERM');
  const usage = await measured;
  rmSync(folder, { recursive: true });
  return usage;
}

interface Simulation {
  readonly proxy: string;
  readonly ca: string;
  readonly accounts: readonly ClientAccount[];
}

interface ClientAccount {
  readonly username: string;
  readonly password: string;
  readonly totp: string;
}

function configurationFor(proxy: string, trust: string, accounts: readonly ClientAccount[]): object {
  const ids = accounts.map((_, n) => `bench-${n}`);
  return {
    location: 'bench',
    browser: { engines: [engine], proxy, trust },
    accounts: Object.fromEntries(
      accounts.map(({ username }, n) => [
        `bench-${n}`,
        { username, tenant: 'contoso', password: `env:PASSWORD_${n}`, totp: `env:TOTP_${n}` },
      ]),
    ),
    monitors: { 'admin-center': { accounts: ids } },
  };
}

function secretsOf(accounts: readonly ClientAccount[]): Record<string, string> {
  return Object.fromEntries(
    accounts.flatMap(({ password, totp }, n) => [
      [`PASSWORD_${n}`, password],
      [`TOTP_${n}`, totp],
    ]),
  );
}

function start(script: string, args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const path = fileURLToPath(new URL(script, import.meta.url));
  return spawn(process.execPath, [path, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
}

async function printed(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('no output');
  return text(child.stdout);
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('no output');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return line;
}

function row(round: (typeof rounds)[number], all: readonly Result[]): Record<string, string | number> {
  return {
    'sign-ins': round.signIns,
    parallel: round.parallel,
    'genkan MiB': Math.round(middle(all, ({ own }) => own.peakMiB)),
    'browser MiB': Math.round(middle(all, ({ browser }) => browser.peakMiB)),
    'genkan CPU s': middle(all, ({ own }) => own.cpuSeconds).toFixed(1),
    'browser CPU s': middle(all, ({ browser }) => browser.cpuSeconds).toFixed(1),
    'one sign-in s': middle(all, ({ signInSeconds }) => signInSeconds).toFixed(1),
    'round s': middle(all, ({ wallSeconds }) => wallSeconds).toFixed(1),
  };
}

function cpuOf({ own, browser }: Result): number {
  return own.cpuSeconds + browser.cpuSeconds;
}

function middle(all: readonly Result[], of: (result: Result) => number): number {
  return median(all.map(of));
}
