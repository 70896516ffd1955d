import { spawn } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { Bench, watch } from './genkan.ts';
import { forbiddenFor, search } from './leak-search.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bench = new Bench();
let simulator: Simulator;

beforeAll(async () => {
  // Playwright Test wants its configuration and tests below the folder it runs in.
  for (const part of [
    'lib',
    'monitors',
    'simulator',
    'package.json',
    'playwright.config.ts',
    'tsconfig.json',
  ]) {
    cpSync(`${root}/${part}`, bench.path(part), { recursive: true });
  }
  symlinkSync(`${root}/node_modules`, bench.path('node_modules'));
  simulator = await startSimulator();
  watch(bench, simulator, { engines: ['chromium', 'firefox'] });
});
afterAll(async () => {
  await simulator.stop();
  bench.remove();
});

function playwright(...args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['node_modules/@playwright/test/cli.js', 'test', ...args], {
    cwd: bench.folder,
    env: { PATH: process.env['PATH'], TMPDIR: bench.temporary, FORCE_COLOR: '0', ...bench.env },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise(resolve => child.on('close', code => resolve({ code, output })));
}

test('npx playwright test runs the same monitors, with the same record, and reveals no secret, even with a trace', async () => {
  const { code, output } = await playwright('--trace', 'on', '--reporter=json,html,list');
  expect(output).toMatch(/✓ .*\[chromium\] .*admin-center as monitor/);
  expect(output).toMatch(/✓ .*\[firefox\] .*admin-center as monitor/);
  expect(output).toMatch(/✘ .*\[chromium\] .*admin-center as expired-secret/);
  expect(code).toBe(1);

  const records = await bench.history();
  expect(records.map(({ engine, account, verdict, cause }) => [engine, account, verdict, cause])).toEqual([
    ['chromium', 'monitor', 'up', undefined],
    ['chromium', 'expired-secret', 'down', 'password_wrong'],
    ['firefox', 'monitor', 'up', undefined],
    // It was refused a moment ago: the guard lets nobody send it again, whatever the engine.
    ['firefox', 'expired-secret', 'unknown', 'paused'],
  ]);

  const forbidden = forbiddenFor(simulator.accounts);
  expect(search(output, forbidden)).toEqual([]);
  const left = ['reports', 'test-results', 'playwright-report'].flatMap(folder =>
    bench.files(folder).map(file => `${folder}/${file}`),
  );
  expect(left.some(file => file.endsWith('trace.zip'))).toBe(false);
  for (const file of left) {
    expect(search(readFileSync(bench.path(file), 'latin1'), forbidden), file).toEqual([]);
  }
});
