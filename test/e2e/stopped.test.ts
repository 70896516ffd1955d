import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { Bench, signalBrowser, watch } from './genkan.ts';

let bench: Bench;
let simulator: Simulator;
beforeEach(async () => {
  bench = new Bench();
  // The admin center's data never come: a run that lasts until somebody ends it.
  simulator = await startSimulator({ scenario: 'admin-data-hangs' });
  watch(bench, simulator);
});
afterEach(async () => {
  await simulator.stop();
  bench.remove();
});

/** Resolves when somebody has signed in at the simulator: the run is in its middle. */
async function signedIn(): Promise<void> {
  await expect.poll(() => simulator.journal.some(({ kind }) => kind === 'session')).toBe(true);
}

test('asked to stop, it ends what is under way, records it as interrupted, and leaves nothing running', async () => {
  const { child, ended } = bench.start('run', '--account', 'monitor');
  await signedIn();
  child.kill('SIGTERM');
  expect((await ended).code).toBe(3);
  expect(await bench.history()).toMatchObject([
    { verdict: 'unknown', cause: 'interrupted', fault: 'monitor' },
  ]);
  expect(bench.processes()).toEqual([]);
  expect(bench.files('tmp')).toEqual([]);
});

test('asked to stop, it leaves what is known of accounts that it could not try to the end', async () => {
  simulator.setScenario('ordinary');
  await bench.records('--account', 'monitor');
  simulator.setScenario('admin-data-hangs');
  const { child, ended } = bench.start('run');
  await expect.poll(() => simulator.journal.filter(({ kind }) => kind === 'session')).toHaveLength(2);
  child.kill('SIGINT');
  expect((await ended).code).not.toBe(0);
  const up = /^genkan_signin_up\{.*account="monitor".*\} 1$/m;
  expect(readFileSync(bench.path('reports', 'genkan.prom'), 'utf8')).toMatch(up);
  const runs = (await bench.history()).filter(({ account }) => account === 'monitor');
  expect(runs.at(-1)).toMatchObject({ cause: 'interrupted' });
});

test('killed, it is found by the next start and closed as unknown, with nothing running', async () => {
  const { child, ended } = bench.start('run', '--account', 'monitor');
  await signedIn();
  child.kill('SIGKILL');
  await ended;
  // Playwright's own folders, too: a profile may hold a session.
  expect(readdirSync(bench.temporary, { recursive: true }).join(' ')).toContain('_profile-');
  expect(await bench.history()).toEqual([]);
  simulator.setScenario('ordinary');
  const { records } = await bench.records('--account', 'monitor');
  expect(records).toMatchObject([{ verdict: 'up' }]);
  expect(await bench.history()).toMatchObject([
    { verdict: 'unknown', cause: 'interrupted', account: 'monitor', attempts: [] },
    { verdict: 'up' },
  ]);
  await expect.poll(() => bench.processes()).toEqual([]);
  expect(readdirSync(bench.temporary)).toEqual([]);
});

test('killed with Firefox, which outlives its driver: the next start ends the browser that is still signed in', async () => {
  watch(bench, simulator, { engines: ['firefox'] });
  const { child, ended } = bench.start('run', '--account', 'monitor');
  await signedIn();
  child.kill('SIGKILL');
  await ended;
  expect(bench.processes()).not.toEqual([]);
  await bench.records('--account', 'expired-secret');
  await expect.poll(() => bench.processes()).toEqual([]);
});

test('a browser that is killed is a crash of ours, and the next run gets another one', async () => {
  watch(bench, simulator, { engines: ['chromium', 'firefox'] });
  const { ended } = bench.start('run', '--account', 'monitor', '--engine', 'chromium');
  await signedIn();
  signalBrowser(bench, 'SIGKILL');
  expect((await ended).code).toBe(3);
  expect(await bench.history()).toMatchObject([
    { verdict: 'unknown', cause: 'browser_crashed', fault: 'monitor' },
  ]);
  expect(bench.processes()).toEqual([]);
});
