// How exactly a step's time is measured: a second that Microsoft takes for the password, in pairs of runs with and without
// it. Exits with 1 where the medians of a step differ by 150 ms more or less than they should.
import { numberedAccounts } from '../simulator/accounts.ts';
import { startSimulator } from '../simulator/simulator.ts';
import { Bench, watch } from '../test/e2e/genkan.ts';
import { median } from './median.ts';

const pairs = Number(process.argv[2] ?? 15);
const delayMs = 1_000;
const mostOffMs = 150;

// Without a second factor nobody waits for the next one-time code: while we wait, the page finishes its animations.
const accounts = ['quick', 'slow'].flatMap(prefix => numberedAccounts(pairs, prefix));
const simulator = await startSimulator({
  accounts: accounts.map(each => ({
    ...each,
    proofs: [],
    ...(each.username.startsWith('slow') && { scenario: 'slow-password' }),
  })),
});
const bench = new Bench();
watch(bench, simulator);
const quick: ReadonlyMap<string, number>[] = [];
const delayed: ReadonlyMap<string, number>[] = [];
for (let n = 1; n <= pairs; n += 1) {
  const number = `${n}`.padStart(2, '0');
  quick.push(await stepsOf(`quick-${number}`));
  delayed.push(await stepsOf(`slow-${number}`));
}
await simulator.stop();
bench.remove();

for (const name of quick[0]?.keys() ?? []) {
  const more = typical(delayed, name) - typical(quick, name);
  const offMs = more - (name === 'password' ? delayMs : 0);
  console.log(`${name}: ${more} ms more, ${offMs} ms off, at most ${mostOffMs}`);
  if (!(Math.abs(offMs) <= mostOffMs)) process.exitCode = 1;
}

async function stepsOf(account: string): Promise<ReadonlyMap<string, number>> {
  const { records, stderr } = await bench.records('--account', account);
  const [record] = records;
  if (record?.verdict !== 'up') throw new Error(stderr);
  return new Map(record.attempts[0]?.steps.map(({ name, durationMs }) => [name, durationMs]));
}

function typical(runs: readonly ReadonlyMap<string, number>[], name: string): number {
  return median(runs.map(steps => steps.get(name) ?? Number.NaN));
}
