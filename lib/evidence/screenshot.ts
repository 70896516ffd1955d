import type { Page } from '@playwright/test';
import { inPage } from '../platform/in-page.ts';
import { answeringFrames } from './frames.ts';

/** A picture for which a sign-in would wait: pictures are best effort and never change a verdict. */
export const screenshotMs = 2_000;
/** Of a failure it is what people look for first, and a machine under load needs its time for a whole page. */
const failureMs = 6_000;
/** Between two steps of a sign-in there is no time for more: a screen that takes longer is left without a picture. */
const frameMs = 2_000;
/** Text stays readable, and a screen takes some 15 KB (measured: docs/evidence.md). */
const jpeg = { type: 'jpeg', quality: 50, scale: 'css' } as const;

/**
 * Playwright waits for every web font before it takes a picture, so one that never comes would cost the picture. What is
 * missing is shown in another font.
 * @param env the environment of this process, which Playwright reads
 */
export function doNotWaitForFonts(env: Record<string, string | undefined>): void {
  env['PW_TEST_SCREENSHOT_NO_FONTS_READY'] = '1';
}

/** What may show a secret: everything that can be typed into, and the digits of number matching (sign-in-facts 2.7, 2.8). */
const secrets = [
  'input:not([type=submit], [type=button], [type=checkbox], [type=radio], [type=image], [type=hidden])',
  'textarea',
  '#idRichContext_DisplaySign, #idRemoteNGC_DisplaySign, #displaySign',
].join(', ');
/** Where the centers show who is signed in, beside the user name itself (sign-in-facts 5.1). */
const avatars = '#O365_HeaderRightRegion, #mectrl_main_trigger, #mectrl_currentAccount, .fxs-avatarmenu';

/**
 * The whole page at the end, with every field covered; nothing when it can no longer be photographed.
 * @param unnamed the user name, where pictures must not show it
 */
export async function maskedScreenshot(page: Page, unnamed: string | undefined): Promise<Buffer | undefined> {
  return photograph(page, unnamed, { fullPage: true, timeout: failureMs });
}

/**
 * One frame of a filmstrip: what can be seen, taken before anything is typed. Covering fields takes as long as the picture
 * itself, so it is done only where a field holds something or there are digits to be covered.
 */
export async function frameScreenshot(
  page: Page,
  unnamed: string | undefined,
  timeout = frameMs,
): Promise<Buffer | undefined> {
  try {
    if (
      unnamed !== undefined ||
      page.frames().length > 1 ||
      (await askWhetherToCover(page, secrets, timeout)) !== 'no'
    )
      return await photograph(page, unnamed, { timeout });
    return await page.screenshot({ ...jpeg, timeout });
  } catch {
    return undefined;
  }
}

async function photograph(
  page: Page,
  unnamed: string | undefined,
  options: { readonly fullPage?: boolean; readonly timeout: number },
): Promise<Buffer | undefined> {
  try {
    const { frames, isWhole } = await answeringFrames(page);
    return await page.screenshot({
      ...jpeg,
      ...options,
      mask: [
        ...frames.flatMap(frame => [
          frame.locator(secrets),
          ...(unnamed === undefined ? [] : [frame.getByText(unnamed), frame.locator(avatars)]),
        ]),
        ...(isWhole ? [] : frames.map(frame => frame.locator('iframe, frame'))),
      ],
      maskColor: '#5b5b5b',
      animations: 'disabled',
    });
  } catch {
    return undefined;
  }
}

const askWhetherToCover = inPage(isAnythingToCover);

/** Runs inside the page and must not use anything from outside. Off-screen twins of fields cannot be seen either. */
function isAnythingToCover(selector: string): 'yes' | 'no' {
  const found = [...Document.prototype.querySelectorAll.call(document, selector)].some(element => {
    const { width, height, right, bottom, left } = Element.prototype.getBoundingClientRect.call(element);
    const isThere = width > 1 && height > 1 && right > 0 && bottom > 0 && left < innerWidth;
    const isSeen =
      isThere &&
      Element.prototype.checkVisibility.call(element, { opacityProperty: true, visibilityProperty: true });
    return isSeen && !('value' in element && element.value === '');
  });
  return found ? 'yes' : 'no';
}
