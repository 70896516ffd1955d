import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { userKeyOf } from '../../lib/domain/guard-state.ts';
import { History } from '../../lib/history/history.ts';
import { numberedAccounts } from '../../simulator/accounts.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { randomOf } from '../runner/guard-weather.ts';
import { Bench } from './genkan.ts';

// Random sequences as in test/runner/guard-sequences.test.ts, each on an account of its own, all side by side: with real
// processes, kills and the simulator. The same ones again: GENKAN_SEED=…

const seed = Number(process.env['GENKAN_SEED'] ?? Date.now() % 1e9);
const random = randomOf(seed);
const pick = <T>(from: readonly [T, ...T[]]): T => from[Math.floor(random() * from.length)] ?? from[0];

const monitors = ['admin-center', 'azure'] as const;
const rounds = 3;
/** The budget of an hour. */
const most = 5;
const names = numberedAccounts(20).map(({ username }) => username.replace(/@.*/, ''));

let bench: Bench;
let simulator: Simulator;
/** What the history says was refused, by account. */
const refused = new Map<string, Set<string>>();

beforeAll(async () => {
  bench = new Bench();
  simulator = await startSimulator({
    accounts: numberedAccounts(20).map(account => ({ ...account, proofs: [], password: 'right' })),
  });
  bench.write(
    'genkan.yaml',
    `location: bench
browser: { proxy: "${simulator.proxy}", trust: ${simulator.ca} }
accounts:
${names.map((name, n) => `  ${name}: { username: ${name}@contoso.onmicrosoft.com, tenant: t, password: env:P${n} }`).join('\n')}
monitors:
${monitors.map(monitor => `  ${monitor}: { accounts: [${names.join(', ')}], timeout: 240s, slow: 239s }`).join('\n')}
sinks: []
`,
  );
});
afterAll(async () => {
  await simulator.stop();
  bench.remove();
});

/** How many passwords of an account have reached the simulator, and how many of them were wrong. */
function sentOf(name: string): { all: number; wrong: number } {
  const sent = simulator.journal.filter(
    ({ kind, account }) => kind === 'password' && account === `${name}@contoso.onmicrosoft.com`,
  );
  return { all: sent.length, wrong: sent.filter(({ ok }) => ok === false).length };
}

/** Both processes at once; one of them is killed when so many more passwords have arrived. */
async function run(killAfter: number | undefined): Promise<void> {
  const passwords = () => simulator.journal.filter(({ kind }) => kind === 'password').length;
  const before = passwords();
  const started = monitors.map(monitor => bench.start('run', '--monitor', monitor));
  const victim = pick([started[0], started[1]]);
  const over = Promise.all(started.map(({ ended }) => ended));
  if (killAfter !== undefined) {
    await expect.poll(() => passwords() - before, { interval: 20 }).toBeGreaterThanOrEqual(killAfter);
    victim?.child.kill('SIGKILL');
  }
  await over;
}

async function noteRefusals(values: ReadonlyMap<string, string>): Promise<void> {
  const history = History.read(bench.path('reports'));
  const entries = new Map((await history.guard.entries()).map(({ userKey, state }) => [userKey, state]));
  await history.close();
  for (const [name, value] of values) {
    const state = entries.get(userKeyOf(`${name}@contoso.onmicrosoft.com`, false));
    if (value !== 'right' && state?.pauses.some(({ cause }) => cause === 'password_wrong') === true)
      refused.set(name, (refused.get(name) ?? new Set()).add(value));
  }
}

function choose(round: number): Map<string, string> {
  const choices = ['right', 'wrong A', 'wrong A', 'wrong B', `wrong ${round}`, `wrong ${round}`] as const;
  const values = new Map(names.map(name => [name, pick(choices)]));
  names.forEach((name, n) => (bench.env[`P${n}`] = values.get(name) ?? ''));
  return values;
}

test(`20 sequences with kills: within the budget, and nothing is sent again (GENKAN_SEED=${seed})`, async () => {
  for (let round = 0; round < rounds; round += 1) {
    const values = choose(round);
    const before = new Map(names.map(name => [name, sentOf(name).all]));
    await run(round < rounds - 1 ? 1 + Math.floor(random() * 8) : undefined);
    for (const [name, value] of values) {
      const isKnown = refused.get(name)?.has(value) === true;
      if (isKnown) expect(sentOf(name).all, `${name}: ${value} was refused before`).toBe(before.get(name));
    }
    await noteRefusals(values);
    const resumed = pick(['load-01', 'load-02', 'load-03']);
    await bench.run('resume', resumed);
    refused.delete(resumed);
  }
  for (const name of names) expect(sentOf(name).wrong, name).toBeLessThanOrEqual(most);

  // All are right again: only the budget may still be in the way.
  names.forEach((_, n) => (bench.env[`P${n}`] = 'right'));
  const { records } = await bench.records('--monitor', 'admin-center');
  for (const { account, verdict, cause } of records) {
    if (cause === 'paused') expect(sentOf(account).all, account).toBeGreaterThanOrEqual(most);
    else expect(verdict, account).toBe('up');
  }
});
