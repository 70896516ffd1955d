import { expect, test } from '@playwright/test';
import { openTests, planTests } from '../lib/app.ts';

// Playwright's own evidence holds what was typed and all cookies. It stays off, also against `--trace on` and `--ui`.
test.use({ trace: 'off', video: 'off', screenshot: 'off' });

const { runs } = await planTests();

for (const { monitor, account } of runs) {
  test(`${monitor} as ${account}`, async ({ headless }, { project, timeout }) => {
    const tests = await openTests({ headless, patient: timeout === 0 });
    try {
      const record = await tests.run({ monitor, account, engine: project.name });
      expect(record.verdict, `${record.summary} ${record.cause ?? ''}`).toMatch(/^(up|degraded)$/);
    } finally {
      await tests.close();
    }
  });
}
