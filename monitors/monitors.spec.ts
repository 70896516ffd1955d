import { expect, test } from '@playwright/test';
import { planTests, runTest } from '../lib/app/playwright.ts';

// Playwright's own evidence holds what was typed and all cookies. It stays off, also against `--trace on` and `--ui`.
test.use({ trace: 'off', video: 'off', screenshot: 'off' });

const { runs } = await planTests();

for (const { monitor, account } of runs) {
  test(`${monitor} as ${account}`, async ({ headless }, testInfo) => {
    const { record, isGood } = await runTest({ monitor, account, engine: testInfo.project.name }, headless);
    await testInfo.attach('run.json', {
      body: JSON.stringify(record, undefined, 2),
      contentType: 'application/json',
    });
    expect(isGood, `${record.verdict} ${record.cause ?? ''}: ${record.summary}`).toBe(true);
  });
}
