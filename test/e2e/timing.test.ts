import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Step, StepName } from '../../lib/core/run-record.ts';
import { numberedAccounts } from '../../simulator/accounts.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { Bench, watch } from './genkan.ts';

// Runs alone, after all others (vitest.config.ts): it compares times.

const samples = 5;
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
  const slow = numberedAccounts(samples, 'slow').map(account => ({ ...account, scenario: 'slow-password' }));
  simulator = await startSimulator({ accounts: [...numberedAccounts(samples, 'quick'), ...slow] });
  watch(bench, simulator);
  const quick: Step[][] = [];
  const delayed: Step[][] = [];
  // In turn, so that whatever else the machine does meets both.
  for (let n = 1; n <= samples; n += 1) {
    quick.push(await stepsOf(`quick-0${n}`));
    delayed.push(await stepsOf(`slow-0${n}`));
  }
  for (const { name } of quick[0] ?? []) {
    const more = typical(delayed, name) - typical(quick, name);
    expect(
      Math.abs(more - (name === 'password' ? 1_000 : 0)),
      `${name}: ${more} ms more`,
    ).toBeLessThanOrEqual(100);
  }
});

async function stepsOf(account: string): Promise<Step[]> {
  const { records } = await bench.records('--account', account);
  expect(records[0]?.verdict).toBe('up');
  return [...(records[0]?.attempts[0]?.steps ?? [])];
}

/** The median over the runs that did not wait for a one-time code: while we wait, the page finishes its animations. */
function typical(runs: readonly Step[][], name: StepName): number {
  const durations = runs
    .filter(steps => !hasWaited(steps))
    .map(steps => steps.find(step => step.name === name)?.durationMs ?? NaN)
    .toSorted((a, b) => a - b);
  expect(durations.length, 'runs that did not wait for a code').toBeGreaterThanOrEqual(3);
  return durations[Math.floor(durations.length / 2)] ?? NaN;
}

function hasWaited(steps: readonly Step[]): boolean {
  const password = steps.find(step => step.name === 'password');
  const mfa = steps.find(step => step.name === 'mfa');
  if (password === undefined || mfa === undefined) return true;
  return Date.parse(mfa.startedAt) - Date.parse(password.startedAt) - password.durationMs > 500;
}
