import type { Page } from '@playwright/test';
import type { Account } from '../domain/account.ts';
import { signInHosts } from '../domain/cloud.ts';
import type { Step } from '../domain/run-record.ts';
import type { Clock } from '../platform/clock.ts';
import { Steps } from './steps.ts';

/** Signing out is a courtesy to Microsoft's session store: it must not keep the next run waiting. */
const signOutMs = 10_000;

/** Ends the session at the sign-in host. Best effort: nothing when it could not be done in time. */
export async function signOut(page: Page, account: Account, clock: Clock): Promise<Step | undefined> {
  const steps = new Steps(clock);
  steps.start('sign_out');
  try {
    const address = `https://${signInHosts[account.cloud]}/common/oauth2/v2.0/logout`;
    await page.goto(address, { waitUntil: 'domcontentloaded', timeout: signOutMs });
  } catch {
    return undefined;
  }
  steps.stop();
  return steps.list()[0];
}
