import { errors, type Locator, type Page } from '@playwright/test';

/** Controls are seen before they are used, so what takes longer than this is covered, moving or disabled. */
const reachMs = 5_000;

/** The visible control with this selector: not its off-screen twin. */
const visible = (page: Page, selector: string): Locator =>
  page.locator(selector).filter({ visible: true }).first();

/**
 * Puts a value into a field as typing would: the field has the focus, holds the value and hears of it.
 * Not with Playwright's `fill` or keyboard: those put the value into the title of a step, where every reporter prints
 * it. Resolves with false when the field did not take it.
 */
export async function typeInto(page: Page, selector: string, value: string): Promise<boolean> {
  return patiently(() => visible(page, selector).evaluate(enterInPage, value, { timeout: reachMs }));
}

/** Presses a control with a real click. Resolves with false when it could not be reached. */
export async function press(page: Page, selector: string): Promise<boolean> {
  return patiently(async () => {
    await visible(page, selector).click({ timeout: reachMs });
    return true;
  });
}

/** Runs inside the page. The native setter is what frameworks that watch `value` listen to, too. */
function enterInPage(element: Element, value: string): boolean {
  const field = element as HTMLInputElement;
  field.focus();
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, value);
  field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText' }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
  return field.value === value;
}

async function patiently(act: () => Promise<boolean>): Promise<boolean> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof errors.TimeoutError) return false;
    throw error;
  }
}
