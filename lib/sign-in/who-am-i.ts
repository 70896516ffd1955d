import type { Page } from '@playwright/test';
import type { ReadyCondition } from '../domain/monitor.ts';
import { isCrash } from './page-reader.ts';

/** The account menu opens in well under a second; a center that shows none in this time shows none. */
const menuMs = 5_000;

/**
 * Asks the center who is signed in, by opening its account menu where it has to be opened. Nothing when it does not say.
 * The click is dispatched, not aimed: a teaching pop-up may lie over the menu (sign-in-facts 5.5), and this is our own
 * question, not a part of what the admin does.
 */
export async function whoIsSignedIn(
  page: Page,
  { open, name }: ReadyCondition['whoAmI'],
  leftMs: number,
): Promise<string | undefined> {
  const timeout = Math.max(1, Math.min(menuMs, leftMs));
  try {
    if (open !== undefined) await page.locator(open).first().dispatchEvent('click', undefined, { timeout });
    // The menu may show a placeholder first; a user principal name always has an @.
    const shown = page.locator(name).filter({ hasText: '@' }).first();
    return (await shown.textContent({ timeout }))?.trim();
  } catch (error) {
    if (page.isClosed() || isCrash(error)) throw error;
    return undefined;
  }
}
