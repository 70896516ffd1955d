import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diagnose } from '../../lib/diagnosis/diagnose.ts';
import { systemClock } from '../../lib/platform/clock.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { signIn } from '../../lib/sign-in/sign-in.ts';
import type { SignInResult } from '../../lib/sign-in/task.ts';
import adminCenter from '../../monitors/admin-center.monitor.ts';
import { startSimulator } from '../../simulator/simulator.ts';
import { launch } from '../simulator/browsers.ts';
import { codeOf } from '../simulator/sign-in-by-http.ts';

/** Signs in while `disturb` does something to the page, once the simulator has written down what it waits for. */
async function disturbed(
  browser: Browser,
  { scenario, at }: { readonly scenario: string; readonly at: string },
  disturb: (page: Page) => Promise<unknown>,
): Promise<SignInResult> {
  const simulator = await startSimulator({ scenario });
  const context = await browser.newContext({ proxy: { server: simulator.proxy }, ignoreHTTPSErrors: true });
  try {
    const [account] = simulator.accounts;
    if (account === undefined) throw new Error('The demo accounts are missing');
    const page = await context.newPage();
    const result = signIn({
      page,
      monitor: adminCenter,
      startUrl: 'https://admin.microsoft.com',
      account: {
        id: 'monitor',
        username: account.username,
        tenant: 'contoso',
        cloud: 'global',
        password: new Secret(account.password),
        totp: new Secret(account.totp),
      },
      clock: systemClock,
      deadline: systemClock.elapsed() + 60_000,
      nextCode: () => Promise.resolve(new Secret(codeOf(account))),
    });
    await expect.poll(() => simulator.journal.some(({ kind }) => kind === at)).toBe(true);
    void disturb(page).catch(() => undefined);
    return await result;
  } finally {
    await context.close();
    await simulator.stop();
  }
}

const shell = adminCenter.ready.shell[0] ?? '';
const onData = { scenario: 'admin-data-hangs', at: 'data' };

// Side by side, as nearly all of it is patience.
describe.concurrent.each(['chromium', 'firefox'] as const)('on %s', engine => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(engine);
  });
  afterAll(() => browser.close());

  test.concurrent('a page that closes itself is not a fault of Microsoft', async () => {
    const onSignIn = { scenario: 'late-controls', at: 'authorize' };
    const { observation } = await disturbed(browser, onSignIn, async page => {
      // Chromium forgets the request of a page that just changes its process to close.
      await page.waitForURL(/authorize/, { waitUntil: 'domcontentloaded' });
      await page.close();
    });
    expect(observation.ending).toBe('browser_closed');
    expect(diagnose(observation)).toBe('browser_crashed');
  });

  test.concurrent('a page that no longer answers is not taken for one that no longer changes', async () => {
    const busy = () => {
      for (;;);
    };
    const { observation } = await disturbed(browser, onData, async page => {
      await page.locator(shell).waitFor();
      await page.evaluate(busy);
    });
    expect(observation.ending).toBe('browser_silent');
    expect(diagnose(observation)).toBe('browser_crashed');
  });

  test.concurrent('one that no longer changes and answers is judged by what it shows', async () => {
    const { observation } = await disturbed(browser, onData, () => Promise.resolve());
    expect(observation.ending).toBe('shell_incomplete');
    expect(diagnose(observation)).toBe('admin_center_incomplete');
  });
});
