import { afterEach, beforeEach, expect, test } from 'vitest';
import { numberedAccounts } from '../../simulator/accounts.ts';
import { scenarios } from '../../simulator/scenarios.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { Bench, watch } from './genkan.ts';

let bench: Bench;
let simulator: Simulator;
beforeEach(() => {
  bench = new Bench();
});
afterEach(async () => {
  await simulator.stop();
  bench.remove();
});

/** Many times what any step takes, on a slow machine as well. How exact a step is, bench/timing.ts measures. */
const delayMs = 20_000;

test('the time that Microsoft takes for the password is in the password step, and in no other', async () => {
  Object.assign(scenarios, {
    'password-takes-long': {
      description: 'The answer to the password takes very long.',
      network: { delays: { login: delayMs } },
    },
  });
  simulator = await startSimulator({
    accounts: numberedAccounts(1).map(each => ({ ...each, scenario: 'password-takes-long' })),
  });
  watch(bench, simulator, { accounts: ['load-01'], timeout: '240s', slow: '239s' });
  const { records, stderr } = await bench.records();
  expect(records, stderr).toMatchObject([{ verdict: 'up' }]);
  const steps = records[0]?.attempts[0]?.steps ?? [];
  expect(steps.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['username', 'password', 'mfa', 'ready']),
  );
  const delayed = steps.filter(({ durationMs }) => durationMs >= delayMs);
  expect(delayed.map(({ name }) => name)).toEqual(['password']);
  const others = steps.filter(({ name }) => name !== 'password');
  expect(others.reduce((sum, { durationMs }) => sum + durationMs, 0)).toBeLessThan(delayMs);
  expect(delayed[0]?.durationMs).toBeLessThan(2 * delayMs);
});
