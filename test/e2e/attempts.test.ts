import { afterEach, beforeEach, expect, test } from 'vitest';
import { numberedAccounts } from '../../simulator/accounts.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { Bench, watch } from './genkan.ts';

let bench: Bench;
let simulator: Simulator;
beforeEach(async () => {
  bench = new Bench();
  simulator = await startSimulator({ accounts: numberedAccounts(1).map(each => ({ ...each, proofs: [] })) });
  watch(bench, simulator, { accounts: ['load-01'] });
});
afterEach(async () => {
  await simulator.stop();
  bench.remove();
});

const asked = (kind: string) => simulator.journal.filter(entry => entry.kind === kind).length;

test('what failed for a moment, before anything secret was typed, is tried once more: degraded', async () => {
  simulator.setScenario('sign-in-503');
  const running = bench.records();
  await expect.poll(() => asked('authorize')).toBeGreaterThan(0);
  simulator.setScenario('ordinary');
  const { code, records } = await running;
  expect(code).toBe(0);
  expect(records).toMatchObject([{ verdict: 'degraded', attempts: [{ n: 1 }, { n: 2 }] }]);
  expect(records[0]?.summary).toMatch(/^Signed in on the second attempt/);
  // Nobody else is asked about a run that got in.
  expect(records[0]?.opinions).toEqual([]);
  // What the first one showed is kept, too.
  const files = records[0]?.evidence.map(({ file }) => file.replace(/.*\//, ''));
  expect(files).toEqual(expect.arrayContaining(['01-stop.jpg', 'network.har', '2-01-email.jpg', 'run.json']));
  expect(records[0]?.cause).toBeUndefined();
  expect(asked('password')).toBe(1);
});

test('what goes on failing is tried twice, and no more', async () => {
  simulator.setScenario('sign-in-503');
  const { records } = await bench.records();
  expect(records).toMatchObject([
    { verdict: 'down', cause: 'sign_in_service_error', attempts: [{ n: 1 }, { n: 2 }] },
  ]);
  const stored = records[0]?.evidence.map(({ file }) => file.replace(/.*\//, ''));
  // The second one, which confirms, is traced.
  expect(stored).toEqual(
    expect.arrayContaining(['01-stop.jpg', '2-01-stop.jpg', 'network.har', 'network-2.har', 'trace-2.zip']),
  );
  expect(stored).not.toContain('trace.zip');
});

test('once a password was typed, there is no second attempt', async () => {
  simulator.setScenario('admin-data-500');
  const { records } = await bench.records();
  expect(records).toMatchObject([{ verdict: 'down', cause: 'admin_center_error', attempts: [{ n: 1 }] }]);
  expect(asked('password')).toBe(1);
});
