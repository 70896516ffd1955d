import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunRecord } from '../../lib/domain/run-record.ts';
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

const shifted = [new URL('loopback-only.ts', import.meta.url), new URL('clock-ahead.ts', import.meta.url)]
  .map(({ href }) => `--import=${href}`)
  .join(' ');

/** One round by a machine whose clock is ahead by so many days. */
async function runAhead(days: number, password?: string): Promise<RunRecord | undefined> {
  const { env } = bench;
  const wrong = Object.keys(env).filter(name => password !== undefined && name.startsWith('PASSWORD_'));
  bench.env = {
    ...env,
    NODE_OPTIONS: shifted,
    CLOCK_AHEAD_DAYS: String(days),
    ...Object.fromEntries(wrong.map(name => [name, password ?? ''])),
  };
  const { records } = await bench.records();
  bench.env = env;
  return records[0];
}

const metric = (name: string): number | undefined => {
  const text = readFileSync(bench.path('reports', 'genkan.prom'), 'utf8');
  const value = new RegExp(`^genkan_signin_${name}\\{.*\\} (\\S+)$`, 'm').exec(text)?.[1];
  return value === undefined ? undefined : Number(value);
};

test.each([730, -730])(
  'one run whose clock is %i days off: nothing is believed, and nothing is removed, because of it',
  async days => {
    simulator.setScenario('sign-in-503');
    const failed = await runAhead(0);
    simulator.setScenario('ordinary');
    const off = await runAhead(days);
    const refused = await runAhead(0, 'a wrong password');
    expect([failed?.verdict, off?.verdict, refused?.cause]).toEqual(['down', 'up', 'password_wrong']);
    expect(Math.round((off?.clockSkewMs ?? 0) / 86_400_000)).toBe(days);

    expect((await bench.history()).map(({ runId }) => runId)).toEqual(
      [failed, off, refused].map(run => run?.runId),
    );
    for (const { file } of failed?.evidence ?? []) expect(bench.files('reports')).toContain(file);
    expect(metric('up')).toBe(0);
    // It did get in, and when that was is known by Microsoft's clock.
    const seconds = Date.now() / 1_000;
    for (const name of ['last_success_timestamp_seconds', 'last_run_timestamp_seconds']) {
      expect(metric(name), name).toBeLessThanOrEqual(seconds);
      expect(metric(name), name).toBeGreaterThan(seconds - 3_600);
    }
    const { stdout } = await bench.run('accounts', '--json');
    const accounts = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as { id: string; lastProvenAt?: string });
    const { lastProvenAt } = accounts.find(({ id }) => id === 'load-01') ?? {};
    expect(Math.abs(Date.parse(lastProvenAt ?? '') / 1_000 - seconds)).toBeLessThan(3_600);
  },
);
