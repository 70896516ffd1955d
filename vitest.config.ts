import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Browsers start inside many tests, and a machine may be slow: only what would never end is to end here. */
const patience = { testTimeout: 600_000, hookTimeout: 600_000, expect: { poll: { timeout: 120_000 } } };
/** They compare times, or flood the machine on purpose: nothing else may run beside them. */
const alone = {
  hostile: 'test/run/hostile.test.ts',
  timing: 'test/e2e/timing.test.ts',
  day: 'test/deploy/day.test.ts',
  start: 'test/image/start.test.ts',
};

export default defineConfig({
  test: {
    // Vitest would keep a core free, which on two cores is one file at a time; most of them wait for a browser.
    maxWorkers: availableParallelism(),
    projects: [
      {
        test: {
          name: 'all',
          include: ['test/**/*.test.ts'],
          exclude: Object.values(alone),
          ...patience,
          sequence: { groupOrder: 0 },
        },
      },
      ...Object.entries(alone).map(([name, file], n) => ({
        test: { name, include: [file], ...patience, sequence: { groupOrder: n + 1 } },
      })),
    ],
  },
});
