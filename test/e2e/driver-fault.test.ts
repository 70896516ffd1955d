import { afterEach, beforeEach, expect, test } from 'vitest';
import { numberedAccounts } from '../../simulator/accounts.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { Bench, watch } from './genkan.ts';

const preload = new URL('driver-fault.ts', import.meta.url).href;
const loopbackOnly = new URL('loopback-only.ts', import.meta.url).href;

let bench: Bench;
let simulator: Simulator;
beforeEach(async () => {
  bench = new Bench();
  simulator = await startSimulator({ accounts: numberedAccounts(3).map(each => ({ ...each, proofs: [] })) });
  watch(bench, simulator, { accounts: ['load-01', 'load-02', 'load-03'], timeout: '60s', slow: '59s' });
  bench.env['NODE_OPTIONS'] = `--import=${loopbackOnly} --import=${preload}`;
});
afterEach(async () => {
  await simulator.stop();
  bench.remove();
});

test('a driver that throws on the way ends neither the process nor a sign-in that gets in all the same', async () => {
  bench.env['FAULTY'] = '/GetCredentialType';
  const { code, records, stderr } = await bench.records();
  expect(records.map(({ verdict }) => verdict)).toEqual(['up', 'up', 'up']);
  expect(code).toBe(0);
  expect(stderr).toContain('the browser driver failed');
  expect(stderr).toContain('handle@1 was not bound');
  expect(bench.processes()).toEqual([]);
});

test('where it has lost an event that the sign-in waited for, the browser is blamed, not Microsoft', async () => {
  // The center's first data: without their answers it would pass for broken.
  bench.env['FAULTY'] = '/shellinfo';
  const { code, records } = await bench.records('--account', 'load-01');
  expect(records).toMatchObject([{ verdict: 'unknown', cause: 'browser_crashed', fault: 'monitor' }]);
  expect(code).toBe(3);
});

test('any other fault is logged, and ends the process when the runs under way are recorded', async () => {
  simulator.setScenario('admin-data-hangs');
  const { child, ended } = bench.start('run');
  await expect.poll(() => simulator.journal.some(({ kind }) => kind === 'session')).toBe(true);
  child.kill('SIGUSR2');
  const { code, stderr } = await ended;
  expect(code).toBe(3);
  expect(stderr).toContain('an error in Genkan itself: Error: nobody has thought of this');
  expect((await bench.history()).map(({ cause }) => cause)).toEqual(Array(3).fill('interrupted'));
  expect(bench.processes()).toEqual([]);
});
