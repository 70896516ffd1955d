import type { Browser, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../lib/core/clock.ts';
import { Secret } from '../../lib/core/secret.ts';
import { diagnose } from '../../lib/diagnosis/diagnose.ts';
import { signIn } from '../../lib/sign-in/sign-in.ts';
import type { SignInResult } from '../../lib/sign-in/task.ts';
import adminCenter from '../../monitors/admin-center.monitor.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { launch } from '../simulator/browsers.ts';
import { codeOf } from '../simulator/sign-in-by-http.ts';

let browser: Browser;
let simulator: Simulator;
let page: Page;

/** Signs in while `disturb` does something to the page, once the simulator has written down what it waits for. */
async function disturbed(
  options: { readonly scenario: string; readonly at: string; readonly seconds?: number },
  disturb: () => unknown,
): Promise<SignInResult> {
  const { scenario, at, seconds = 90 } = options;
  simulator = await startSimulator({ scenario });
  const [account] = simulator.accounts;
  if (account === undefined) throw new Error('The demo accounts are missing');
  const context = await browser.newContext({ proxy: { server: simulator.proxy }, ignoreHTTPSErrors: true });
  page = await context.newPage();
  const result = signIn({
    page,
    monitor: adminCenter,
    door: 'https://admin.microsoft.com',
    account: {
      id: 'monitor',
      username: account.username,
      tenant: 'contoso',
      cloud: 'global',
      password: new Secret(account.password),
      totp: new Secret(account.totp),
    },
    clock: systemClock,
    deadline: systemClock.elapsed() + seconds * 1_000,
    nextCode: () => Promise.resolve(new Secret(codeOf(account))),
  });
  await expect.poll(() => simulator.journal.some(({ kind }) => kind === at), { timeout: 60_000 }).toBe(true);
  disturb();
  return result;
}

describe.each(['chromium', 'firefox'] as const)('on %s', engine => {
  beforeAll(async () => {
    browser = await launch(engine);
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await page.context().close();
    await simulator.stop();
  });

  test('a page that closes itself is no fault of Microsoft', async () => {
    const { observation } = await disturbed(
      { scenario: 'late-controls', at: 'authorize' },
      () => void page.close(),
    );
    expect(observation.ending).toBe('browser_closed');
    expect(diagnose(observation)).toBe('browser_crashed');
  });

  test('a page that no longer answers is not taken for one that stands still', async () => {
    const busy = () => {
      for (;;);
    };
    const { observation } = await disturbed(
      { scenario: 'admin-data-hangs', at: 'data' },
      () => void page.evaluate(busy).catch(() => undefined),
    );
    expect(observation.ending).toBe('browser_silent');
    expect(diagnose(observation)).toBe('browser_crashed');
  });

  test('one that stands still and answers is what it seems', async () => {
    const { observation } = await disturbed({ scenario: 'admin-data-hangs', at: 'data' }, () => undefined);
    expect(observation.ending).toBe('shell_incomplete');
    expect(diagnose(observation)).toBe('admin_center_incomplete');
  });
});
