import { defineConfig } from '@playwright/test';
import { planTests } from './lib/app/playwright.ts';

const { engines, timeoutMs } = await planTests();

/** The second way in: the same monitors, for those who write or debug one. `genkan run` does not need this file. */
export default defineConfig({
  testDir: 'monitors',
  outputDir: 'test-results',
  // A run keeps its own deadline; this one is only for when that fails.
  timeout: timeoutMs + 60_000,
  fullyParallel: false,
  // A second try of a sign-in can lock an account.
  retries: 0,
  reporter: [['list']],
  projects: engines.map(engine => ({ name: engine })),
});
