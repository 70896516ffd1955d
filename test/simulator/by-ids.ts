import type { Page } from '@playwright/test';
import type { ClientAccount } from '../../simulator/simulator.ts';

/** What a driver does that knows nothing but the classic ids: e-mail and password. */
export async function signInByIds(page: Page, account: ClientAccount): Promise<void> {
  await page.fill('#i0116', account.username);
  await page.click('#idSIButton9');
  await page.fill('#i0118', account.password);
  await page.click('#idSIButton9');
}
