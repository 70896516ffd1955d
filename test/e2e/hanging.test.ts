import { test } from 'vitest';
import type { JournalEntry } from '../../simulator/journal.ts';
import { startSimulator } from '../../simulator/simulator.ts';
import { atEntry } from './at-entry.ts';
import { Bench, signalBrowser, watch } from './genkan.ts';

// Runs that nothing but their deadline ends: they wait side by side.

/** Long enough to come to where it hangs, on a slow machine as well. */
const limit = { timeout: '60s', slow: '59s' };

test.concurrent("a run's own deadline ends it; the record says what was never answered", async ({
  expect,
}) => {
  const bench = new Bench();
  const simulator = await startSimulator({ scenario: 'admin-data-hangs' });
  try {
    watch(bench, simulator, limit);
    const { code, records } = await bench.records('--account', 'monitor');
    expect(records).toMatchObject([{ verdict: 'down', cause: 'admin_center_incomplete' }]);
    expect(code).toBe(1);
  } finally {
    await simulator.stop();
    bench.remove();
  }
});

/** Each with a moment at which the browser stops: nothing that it was waiting for may be blamed instead. */
test.concurrent.for<[string, string, (entry: JournalEntry) => boolean]>([
  [
    'in the shell, with every page answered',
    'admin-data-hangs',
    ({ kind, detail }) => kind === 'data' && detail === 'shellinfo',
  ],
  ['while the center loads', 'slow-everything', ({ kind }) => kind === 'landing'],
  ['while a page of the sign-in loads', 'page-hangs', ({ kind }) => kind === 'password'],
])(
  'a browser that hangs %s does not delay the run, and is ended',
  async ([_when, scenario, isThere], { expect }) => {
    const bench = new Bench();
    const simulator = await startSimulator({ scenario });
    try {
      watch(bench, simulator, limit);
      const { ended } = bench.start('run', '--account', 'monitor');
      await atEntry(simulator, isThere, () => signalBrowser(bench, 'SIGSTOP'));
      expect((await ended).code).toBe(3);
      expect(await bench.history()).toMatchObject([{ verdict: 'unknown', cause: 'browser_crashed' }]);
      await expect.poll(() => bench.processes()).toEqual([]);
      expect(bench.files('tmp')).toEqual([]);
    } finally {
      await simulator.stop();
      bench.remove();
    }
  },
);
