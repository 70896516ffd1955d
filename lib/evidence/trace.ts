import { readFileSync, rmSync } from 'node:fs';
import type { BrowserContext } from '@playwright/test';

/**
 * Playwright's trace, with the page before and after everything that was done, for its viewer. It costs more than a
 * good run may pay (docs/evidence.md), so it is taken only where a failure is being confirmed. It holds what was typed
 * and all cookies, so it never leaves the browser's private folder before it is cleaned. There, Playwright keeps parts of
 * it until the folder is removed, which is the task of the caller.
 */
export async function startTrace(context: BrowserContext): Promise<void> {
  await context.tracing.start({ screenshots: false, snapshots: true, sources: false });
}

/**
 * What has been traced, as Playwright writes it: a zip. Nothing when the browser no longer gives it.
 * @param path in a private folder: it is there for a moment
 */
export async function endTrace(context: BrowserContext, path: string): Promise<Uint8Array | undefined> {
  try {
    await context.tracing.stop({ path });
    return readFileSync(path);
  } catch {
    return undefined;
  } finally {
    rmSync(path, { force: true });
  }
}
