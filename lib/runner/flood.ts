import type { BrowserContext, Page } from '@playwright/test';

/** More than any sign-in needs, by far: the heaviest centers ask for some 1,000 files. */
const most = { requests: 3_000, lines: 2_000, errors: 2_000, windows: 50 };

/**
 * Everything that a page does is an event that this process gets through one pipe of its browser, and behind it wait those
 * of other sign-ins. Calls back, once, when a
 * page does more than any sign-in needs.
 * @param onFlood is given what there was too much of
 */
export function watchForFlood(context: BrowserContext, page: Page, onFlood: (what: string) => void): void {
  const counted = { requests: 0, lines: 0, errors: 0, windows: 0 };
  let isOver = false;
  const count = (what: keyof typeof most) => () => {
    counted[what] += 1;
    if (isOver || counted[what] <= most[what]) return;
    isOver = true;
    onFlood(what);
  };
  context.on('request', count('requests'));
  context.on('weberror', count('errors'));
  context.on('page', count('windows'));
  page.on('console', count('lines'));
}
