import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Browsers start inside the e2e tests: on two cores a slow start is no failure.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
