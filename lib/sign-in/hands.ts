import { errors, type Locator, type Page } from '@playwright/test';

/** Controls are seen before they are used, so what takes longer than this is covered, moving or disabled. */
const reachMs = 5_000;

/** The control with this selector that can be seen: not its off-screen twin, which Playwright takes for visible. */
const visible = (page: Page, selector: string): Locator =>
  page.locator(selector).and(page.locator(':not([aria-hidden="true"])')).filter({ visible: true }).first();

/**
 * Puts a value into a field as typing would: the field has the focus, holds the value and hears of it.
 * Not with Playwright's `fill` or keyboard: those put the value into the title of a step, where every reporter prints
 * it. Nothing is given to a page of another origin than the one it is meant for.
 * Resolves with false when the field could not be reached in time or did not take the value.
 */
export async function typeInto(
  page: Page,
  selector: string,
  entry: { readonly value: string; readonly origin: string },
  leftMs: number,
): Promise<boolean> {
  return patiently(leftMs, timeout => visible(page, selector).evaluate(enterInPage, entry, { timeout }));
}

/** Presses a control with a real click. Resolves with false when it could not be reached in time. */
export async function press(page: Page, selector: string, leftMs: number): Promise<boolean> {
  return patiently(leftMs, async timeout => {
    await visible(page, selector).click({ timeout });
    return true;
  });
}

/** Runs inside the page. The native setter is what frameworks that watch `value` listen to, too. */
function enterInPage(element: Element, { value, origin }: { value: string; origin: string }): boolean {
  if (location.origin !== origin) return false;
  const field = element as HTMLInputElement;
  field.focus();
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, value);
  field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText' }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
  return field.value === value;
}

async function patiently(leftMs: number, act: (timeout: number) => Promise<boolean>): Promise<boolean> {
  if (leftMs <= 0) return false;
  try {
    return await act(Math.min(reachMs, leftMs));
  } catch (error) {
    if (error instanceof errors.TimeoutError) return false;
    throw error;
  }
}
