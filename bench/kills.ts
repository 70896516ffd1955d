// Kills Genkan, its browser or a renderer at random moments of so many runs, and looks at what is left: a record for each
// run, whole evidence or none, and no process. npm run -s bench:kills (or `-- 10 42`: so many runs, that seed).
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { RunRecord } from '../lib/domain/run-record.ts';
import { discrepancies, readManifest } from '../lib/evidence/manifest.ts';
import { numberedAccounts } from '../simulator/accounts.ts';
import { startSimulator } from '../simulator/simulator.ts';
import { treeOf } from './sizing/usage.ts';

const runs = Number(process.argv[2] ?? 100);
const seed = Number(process.argv[3] ?? Date.now() % 1e6);
/** The longest that a run is let go on, from the start of its browser, before it is hit. */
const latestMs = 3_000;
const victims = ['genkan', 'browser', 'renderer'] as const;

// Half of the runs fail by themselves, so that some are hit while evidence is being kept.
const password = 'Of-all-0f-them';
// An account for each run: one that was killed counts as a failed sign-in, and the guard would hold the account back.
const accounts = numberedAccounts(runs + 1).map(each => ({ ...each, proofs: [], password }));
const ids = accounts.map(({ username }) => username.replace(/@.*/, ''));
const simulator = await startSimulator({ accounts });
const folder = mkdtempSync(join(tmpdir(), 'genkan-kills-'));
const temporary = join(folder, 'tmp');
mkdirSync(temporary);
const configuration = join(folder, 'genkan.yaml');
const reports = join(folder, 'reports');
writeFileSync(
  configuration,
  stringify({
    location: 'bench',
    browser: { proxy: simulator.proxy, trust: simulator.ca },
    accounts: Object.fromEntries(
      accounts.map(({ username }, n) => [ids[n], { username, tenant: 'contoso', password: 'env:PASSWORD' }]),
    ),
    monitors: { 'admin-center': { accounts: ids, timeout: '20s', slow: '15s' } },
  }),
);

const random = mulberry(seed);
const hits = { genkan: 0, browser: 0, renderer: 0, 'too late': 0 };
for (let n = 0; n < runs; n += 1) {
  simulator.setScenario(n % 2 === 0 ? 'access-blocked' : 'ordinary');
  const victim = victims[Math.floor(random() * victims.length)] ?? 'genkan';
  const child = genkan('run', '--account', ids[n] ?? '');
  const root = child.pid ?? 0;
  const ended = once(child, 'close');
  // Written down before its browser starts: from then on a record is owed.
  const over = ended.then(() => true);
  while (processOf(root, 'renderer') === undefined && !(await Promise.race([setTimeout(20, false), over])));
  const isOver = await Promise.race([setTimeout(random() * latestMs, false), over]);
  const pid = isOver ? undefined : victim === 'genkan' ? child.pid : processOf(root, victim);
  if (pid !== undefined) {
    try {
      process.kill(pid, 'SIGKILL');
      hits[victim] += 1;
    } catch {
      hits['too late'] += 1;
    }
  } else hits['too late'] += 1;
  await ended;
  console.error(n + 1, victim, pid === undefined ? 'too late' : 'hit');
}
// The next start closes what was left.
simulator.setScenario('ordinary');
await once(genkan('run', '--account', ids[runs] ?? ''), 'close');
const records = (await printed(genkan('runs', '--json')))
  .split('\n')
  .filter(Boolean)
  .map(line => JSON.parse(line) as RunRecord);
await simulator.stop();

const evidence = existsSync(join(reports, 'evidence'))
  ? readdirSync(join(reports, 'evidence'), { recursive: true, encoding: 'utf8' })
  : [];
const folders = new Set(
  records.flatMap(({ evidence: stored }) => stored.map(({ file }) => join(reports, file, '..'))),
);
const broken = [...folders].flatMap(each => {
  const manifest = readManifest(each);
  return manifest === undefined ? [`${each} has no manifest`] : discrepancies(each, manifest);
});
for (let wait = 0; wait < 100 && left().length > 0; wait += 1) await setTimeout(100);
const result = {
  seed,
  hits,
  started: runs + 1,
  records: records.length,
  verdicts: Object.fromEntries(
    [...Map.groupBy(records, ({ cause = 'up' }) => cause)].map(([cause, { length }]) => [cause, length]),
  ),
  withEvidence: folders.size,
  half: evidence.filter(name => name.includes('.tmp')),
  broken,
  processes: left().map(commandOf),
  // Playwright's own, which nobody sweeps when it is killed.
  temporary: readdirSync(temporary),
};
console.log(JSON.stringify(result, undefined, 2));
rmSync(folder, { recursive: true, force: true });
const isGood =
  result.records === result.started &&
  [result.half, result.broken, result.processes].every(({ length }) => length === 0);
process.exit(isGood ? 0 : 1);

function genkan(...args: string[]): ChildProcess {
  const cli = fileURLToPath(new URL('../lib/cli.ts', import.meta.url));
  return spawn(process.execPath, [cli, ...args, '--config', configuration, '--reports', reports], {
    env: { PATH: process.env['PATH'] ?? '', TMPDIR: temporary, PASSWORD: password },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

async function printed(child: ChildProcess): Promise<string> {
  return child.stdout === null ? '' : text(child.stdout);
}

/** Processes of ours: whatever carries the temporary folder in its environment or on its command line. */
function left(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter(
      pid =>
        pid > 0 &&
        pid !== process.pid &&
        ['environ', 'cmdline'].some(file => readProc(pid, file).includes(temporary)),
    );
}

/** A renderer carries neither the folder nor an environment that can be read: it is known by its parents. */
function processOf(root: number, kind: 'browser' | 'renderer'): number | undefined {
  const wanted = kind === 'browser' ? /--user-data-dir=(?!.*--type=)/ : /--type=renderer/;
  return treeOf(root).find(({ pid }) => wanted.test(commandOf(pid)))?.pid;
}

function commandOf(pid: number): string {
  return readProc(pid, 'cmdline').replaceAll('\0', ' ').slice(0, 4_000);
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** Mulberry32: the same numbers for the same seed. */
function mulberry(state: number): () => number {
  let a = state;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
