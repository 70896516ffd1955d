import { expect, test } from '@playwright/test';
import { patienceMs, planTests, runTest } from '../lib/app/playwright.ts';

// Playwright's own evidence holds what was typed and all cookies. It stays off, also against `--trace on` and `--ui`.
test.use({ trace: 'off', video: 'off', screenshot: 'off' });

const { runs, timeoutMs } = await planTests();

for (const { monitor, account } of runs) {
  test(`${monitor} as ${account}`, async ({ headless }, testInfo) => {
    // A wrong password that is sent again and again locks the account, whatever the command line asks for.
    if (testInfo.retry > 0 || testInfo.repeatEachIndex > 0) throw new Error('a sign-in is never repeated');
    if (testInfo.timeout > 0) test.setTimeout(patienceMs(timeoutMs));
    const { record, isGood } = await runTest({ monitor, account, engine: testInfo.project.name }, headless);
    await testInfo.attach('run.json', {
      body: JSON.stringify(record, undefined, 2),
      contentType: 'application/json',
    });
    expect(isGood, `${record.verdict} ${record.cause ?? ''}: ${record.summary}`).toBe(true);
  });
}
