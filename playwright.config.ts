import { defineConfig } from '@playwright/test';
import { patienceMs, planTests } from './lib/app/playwright.ts';

const { engines, timeoutMs } = await planTests();

/** The second way in: the same monitors, for those who write or debug one. `genkan run` does not need this file. */
export default defineConfig({
  testDir: 'monitors',
  outputDir: 'test-results',
  timeout: patienceMs(timeoutMs),
  fullyParallel: false,
  workers: 1,
  retries: 0,
  reporter: [['list']],
  projects: engines.map(engine => ({ name: engine })),
});
