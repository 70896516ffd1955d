import { defineConfig } from 'vitest/config';

/** Browsers start inside many tests: on two cores a slow start is no failure. */
const patience = { testTimeout: 180_000, hookTimeout: 180_000 };
/** Compares times, so nothing else may run beside it. */
const timing = 'test/e2e/timing.test.ts';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'all',
          include: ['test/**/*.test.ts'],
          exclude: [timing],
          ...patience,
          sequence: { groupOrder: 0 },
        },
      },
      { test: { name: 'timing', include: [timing], ...patience, sequence: { groupOrder: 1 } } },
    ],
  },
});
