import { expect, test } from '@playwright/test';
import { planTests, runTest } from '../lib/app/playwright.ts';

// Playwright's own evidence holds what was typed and all cookies. It stays off, also against `--trace on` and `--ui`.
test.use({ trace: 'off', video: 'off', screenshot: 'off' });

const { runs } = await planTests();

for (const { monitor, account } of runs) {
  test(`${monitor} as ${account}`, async ({ headless }, { project }) => {
    const record = await runTest({ monitor, account, engine: project.name }, headless);
    expect(record?.verdict, `${record?.summary} (${record?.cause})`).toMatch(/^(up|degraded)$/);
  });
}
