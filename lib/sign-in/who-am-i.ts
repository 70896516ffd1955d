import type { Page } from '@playwright/test';
import type { Inside } from '../core/monitor.ts';

/** The account menu opens in well under a second; a center that shows none in this time shows none. */
const menuMs = 5_000;

/**
 * Asks the center who is signed in, by opening its account menu. Nothing when it does not say.
 * The click is dispatched, not aimed: a teaching pop-up may lie over the menu (sign-in-facts 5.5), and this is our own
 * question, not a part of what the admin does.
 */
export async function whoIsSignedIn(
  page: Page,
  { open, name }: Inside['whoAmI'],
  leftMs: number,
): Promise<string | undefined> {
  const timeout = Math.max(1, Math.min(menuMs, leftMs));
  try {
    await page.locator(open).first().dispatchEvent('click', undefined, { timeout });
    const shown = await page.locator(name).first().textContent({ timeout });
    return shown?.trim() || undefined;
  } catch (error) {
    if (page.isClosed()) throw error;
    return undefined;
  }
}
