// What the flight recorder costs a good run, and how soon and how large the evidence of a failed one is.
// npm run -s bench:evidence (or `-- 10 firefox`: so many pairs, that engine). Exit 1 where it is more than `most` below;
// docs/evidence.md says which settings were chosen.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { numberedAccounts } from '../simulator/accounts.ts';
import { startSimulator } from '../simulator/simulator.ts';
import { median } from './median.ts';

const pairs = Number(process.argv[2] ?? 50);
const engine = process.argv[3] ?? 'chromium';
/** What the recorder may cost: ratios of a good run with it to one without, and the median of what a failure leaves. */
const most = { wall: 1.05, cpu: 1.1, evidenceMs: 3_000, bytes: 2_000_000 };
/** Each fails twice: more often the guard would hold it back. */
const failing = 5;
/** In hundredths of a second, as Linux counts. */
const ticksPerSecond = 100;

// Without a second factor nobody waits for the next one-time code.
const simulator = await startSimulator({
  accounts: numberedAccounts(1 + failing, 'bench').map(each => ({ ...each, proofs: [] })),
});
const accounts = simulator.accounts.filter(({ username }) => username.startsWith('bench-'));
const ids = accounts.map(({ username }) => username.replace(/@.*/, ''));
const folder = mkdtempSync(join(tmpdir(), 'genkan-bench-'));
const configuration = join(folder, 'genkan.yaml');
writeFileSync(
  configuration,
  stringify({
    location: 'bench',
    browser: { engines: [engine], proxy: simulator.proxy, trust: simulator.ca },
    accounts: Object.fromEntries(
      accounts.map(({ username }, n) => [
        ids[n],
        { username, tenant: 'contoso', password: `env:PASSWORD_${n}` },
      ]),
    ),
    monitors: { 'admin-center': { accounts: ids } },
  }),
);
const secrets = Object.fromEntries(accounts.map(({ password }, n) => [`PASSWORD_${n}`, password]));

interface Result {
  readonly verdict: string;
  readonly wallMs: number;
  readonly evidenceMs?: number;
  readonly bytes: number;
  readonly kinds: readonly string[];
  readonly dropped: number;
  readonly cpuSeconds: number;
}

/** In a process of its own; the simulator's share is in this one. */
async function run(recorder: 'on' | 'off', account = ids[0] ?? ''): Promise<Result> {
  const script = fileURLToPath(new URL('evidence/run.ts', import.meta.url));
  const before = childrenSeconds();
  const child = spawn(process.execPath, [script, configuration, folder, recorder, account], {
    env: { PATH: process.env['PATH'] ?? '', TMPDIR: folder, ...secrets },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
  const result = JSON.parse(output) as Omit<Result, 'cpuSeconds'>;
  return { ...result, cpuSeconds: childrenSeconds() - before };
}

/** CPU of everything below us that has ended: fields 16 and 17 of /proc/self/stat. */
function childrenSeconds(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / ticksPerSecond;
}

await run('on'); // what is read from disk for the first time is nobody's cost
const measured: Array<{ on: Result; off: Result }> = [];
for (let n = 0; n < pairs; n += 1) {
  const first = await run(n % 2 === 0 ? 'on' : 'off');
  const second = await run(n % 2 === 0 ? 'off' : 'on');
  const [on, off] = n % 2 === 0 ? [first, second] : [second, first];
  if (on.verdict !== 'up' || off.verdict !== 'up') throw new Error(`not up: ${JSON.stringify([on, off])}`);
  measured.push({ on, off });
  console.error(n + 1, JSON.stringify([on.wallMs, off.wallMs, on.cpuSeconds, off.cpuSeconds]));
}
const failed: Result[] = [];
simulator.setScenario('access-blocked');
for (const account of ids.slice(1)) failed.push(await run('on', account), await run('on', account));
await simulator.stop();
rmSync(folder, { recursive: true });

const ratioOf = (of: (result: Result) => number) => ({
  on: median(measured.map(({ on }) => of(on))),
  off: median(measured.map(({ off }) => of(off))),
  'median of ratios': Number(median(measured.map(({ on, off }) => of(on) / of(off))).toFixed(3)),
});
console.log(
  `${engine}, ${pairs} pairs; load ${loadavg()
    .map(each => each.toFixed(1))
    .join(' ')}`,
);
const wall = ratioOf(({ wallMs }) => wallMs);
const cpu = ratioOf(({ cpuSeconds }) => cpuSeconds);
console.table({ 'wall ms': wall, 'CPU s': cpu });
console.log(`${failed.length} failures, every second one with a trace:`);
const evidenceMs = median(failed.map(each => each.evidenceMs ?? NaN));
const bytes = median(failed.map(each => each.bytes));
console.table({
  'evidence ms': {
    median: Math.round(evidenceMs),
    most: Math.round(Math.max(...failed.map(each => each.evidenceMs ?? NaN))),
  },
  bytes: {
    median: bytes,
    most: Math.max(...failed.map(each => each.bytes)),
  },
  dropped: { most: Math.max(...failed.map(({ dropped }) => dropped)) },
});
console.log('kinds:', [...new Set(failed.flatMap(({ kinds }) => kinds))].join(' '));
const isCheap =
  wall['median of ratios'] <= most.wall &&
  cpu['median of ratios'] <= most.cpu &&
  evidenceMs <= most.evidenceMs &&
  bytes <= most.bytes;
process.exit(isCheap ? 0 : 1);
