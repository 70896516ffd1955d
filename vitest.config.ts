import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { oneByOne, together } from './test/projects.ts';

/** Browsers start inside many tests, and a machine may be slow: only what would never end is to end here. */
const patience = { testTimeout: 600_000, hookTimeout: 600_000, expect: { poll: { timeout: 120_000 } } };
/** Files share a worker, as loading them takes longer than most tests. A test that lasts longer is not a unit test. */
const unit = { isolate: false, testTimeout: 10_000, hookTimeout: 10_000 };

export default defineConfig({
  test: {
    // Vitest would keep a core free, which on two cores is one file at a time; most of them wait for a browser.
    maxWorkers: availableParallelism(),
    projects: [
      { test: { name: 'unit', ...together.unit, ...unit, sequence: { groupOrder: 0 } } },
      { test: { name: 'browser', ...together.browser, ...patience, sequence: { groupOrder: 1 } } },
      { test: { name: 'deploy', ...together.deploy, ...patience, sequence: { groupOrder: 1 } } },
      ...Object.entries(oneByOne).map(([name, files], n) => ({
        test: { name, ...files, ...patience, sequence: { groupOrder: n + 2 } },
      })),
    ],
  },
});
