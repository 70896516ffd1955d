import type { Page } from '@playwright/test';

/** Evidence is best effort: it has its own deadline and never holds up or changes a verdict. */
const screenshotMs = 5_000;

/** What may show a secret: everything that can be typed into, and the digits of number matching (sign-in-facts 2.8). */
const masked = [
  'input:not([type=submit], [type=button], [type=checkbox], [type=radio], [type=image])',
  'textarea',
  '#idRichContext_DisplaySign, #idRemoteNGC_DisplaySign, #displaySign',
].join(', ');

/** The whole page as PNG, with every field covered; nothing when the page can no longer be photographed. */
export async function maskedScreenshot(page: Page): Promise<Buffer | undefined> {
  try {
    return await page.screenshot({
      fullPage: true,
      mask: page.frames().map(frame => frame.locator(masked)),
      maskColor: '#5b5b5b',
      animations: 'disabled',
      timeout: screenshotMs,
    });
  } catch {
    return undefined;
  }
}
