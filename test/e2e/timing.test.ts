import { afterEach, beforeEach, expect, test } from 'vitest';
import { numberedAccounts } from '../../simulator/accounts.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { Bench, watch } from './genkan.ts';

// Runs alone, after all others (vitest.config.ts): it compares times.

let bench: Bench;
let simulator: Simulator;
beforeEach(() => {
  bench = new Bench();
});
afterEach(async () => {
  await simulator.stop();
  bench.remove();
});

test('a second that Microsoft takes for the password is in the password step, and in no other', async () => {
  const slow = numberedAccounts(3, 'slow').map(account => ({ ...account, scenario: 'slow-password' }));
  simulator = await startSimulator({ accounts: [...numberedAccounts(3, 'quick'), ...slow] });
  watch(bench, simulator);
  const stepsOf = async (name: string) => {
    const taken = new Map<string, number>();
    for (const n of [1, 2, 3]) {
      const { records } = await bench.records('--account', `${name}-0${n}`);
      for (const step of records[0]?.attempts[0]?.steps ?? []) {
        taken.set(step.name, Math.min(taken.get(step.name) ?? Infinity, step.durationMs));
      }
    }
    return taken;
  };
  const [quick, delayed] = [await stepsOf('quick'), await stepsOf('slow')];
  const more = [...delayed].map(([name, ms]) => [name, ms - (quick.get(name) ?? 0)] as const);
  for (const [name, ms] of more) {
    const expected = name === 'password' ? 1_000 : 0;
    expect(Math.abs(ms - expected), `${name}: ${ms} ms more`).toBeLessThanOrEqual(100);
  }
});
