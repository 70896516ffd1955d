import { type ElementHandle, errors, type JSHandle, type Locator, type Page } from '@playwright/test';
import type { Control } from './screens/screen.ts';

/** Controls are seen before they are used, so what takes longer than this is covered, moving or disabled. */
const reachMs = 5_000;

/** A value and the field that it goes into. */
export interface Entry {
  readonly into: string;
  readonly value: string;
}

/**
 * How it went: the field has the value; it could not be reached in time, or is a page's of another origin, and has nothing;
 * it cannot hold the value, and has nothing; it made something else of the value, which it now has.
 */
export type Typed = 'typed' | 'unreached' | 'too_short' | 'altered';

/** The control with this selector that can be seen: not its off-screen twin, which Playwright takes for visible. */
const visible = (page: Page, selector: string): Locator =>
  page.locator(selector).and(page.locator(':not([aria-hidden="true"])')).filter({ visible: true }).first();

/**
 * Puts a value into a field as typing would: the field has the focus, holds the value and hears of it.
 * Not with Playwright's `fill` or keyboard: those put the value into the title of a step, where every reporter prints
 * it. Nothing is given to a page of another origin than the one it is meant for.
 */
export async function typeInto(
  page: Page,
  { into, value }: Entry,
  origin: string,
  leftMs: number,
): Promise<Typed> {
  const entry = { value, origin };
  return inTime<Typed>(leftMs, 'unreached', timeout =>
    visible(page, into).evaluate(enterInPage, entry, { timeout }),
  );
}

/**
 * Goes to a field, until it no longer moves. What the page does when the one before it is left, such as to look a name up, is
 * not about this one, and has begun by then.
 */
export const goTo = (page: Page, { into }: Entry, leftMs: number): Promise<void> =>
  inTime(leftMs, undefined, async timeout => {
    await visible(page, into).focus({ timeout });
    await visible(page, into).click({ timeout, trial: true });
  });

/**
 * Presses a control with a real click, or sends a form that has no button with Enter, unless one of the entries is no
 * longer in its field by then: such a press never reaches the page.
 * @param isTooLate asked once the control can be reached, right before it is pressed; then nothing is pressed
 * @returns a function that says later whether the press was stopped for that; nothing where the control could not be reached in time
 */
export async function press(
  page: Page,
  control: Control,
  entries: readonly Entry[],
  { leftMs, isTooLate }: { readonly leftMs: number; readonly isTooLate?: (() => boolean) | undefined },
): Promise<(() => Promise<boolean>) | undefined> {
  return inTime(leftMs, undefined, async timeout => {
    const hasStopped = await guardPress(page, entries, timeout);
    const field = typeof control === 'string' ? undefined : visible(page, control.formOf);
    const target =
      typeof control === 'string'
        ? visible(page, control)
        : await submitterOf(visible(page, control.formOf), timeout);
    if (isTooLate !== undefined) {
      await target?.click({ timeout, trial: true });
      if (isTooLate()) return undefined;
    }
    await (target === null ? field?.press('Enter', { timeout }) : target.click({ timeout }));
    return hasStopped;
  });
}

/** The button that sends the form of a field; nothing where none can be seen. */
const submitterOf = async (field: Locator, timeout: number): Promise<ElementHandle | null> =>
  (await field.evaluateHandle(submitterInPage, undefined, { timeout })).asElement();

/** Lets a press through to the page only while the fields hold what was typed into them; says later whether it was stopped. */
async function guardPress(
  page: Page,
  entries: readonly Entry[],
  timeout: number,
): Promise<() => Promise<boolean>> {
  const stops: JSHandle<{ isStopped: boolean }>[] = [];
  for (const { into, value } of entries)
    stops.push(await visible(page, into).evaluateHandle(stopUnlessUnchanged, value, { timeout }));
  return async () => {
    // A page that has been left took it.
    const states = await Promise.all(
      stops.map(stop => stop.evaluate(({ isStopped }) => isStopped).catch(() => false)),
    );
    return states.includes(true);
  };
}

/** Runs inside the page. The native setter is what frameworks that watch `value` listen to, too. */
function enterInPage(element: Element, { value, origin }: { value: string; origin: string }): Typed {
  if (location.origin !== origin) return 'unreached';
  const field = element as HTMLInputElement;
  // Where somebody types it, the rest is cut off.
  if (field.type !== 'number' && field.maxLength >= 0 && value.length > field.maxLength) return 'too_short';
  field.focus();
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, value);
  field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText' }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
  return field.value === value ? 'typed' : 'altered';
}

/**
 * Runs inside the page. Pages empty and rebuild their fields at any time, also between a look and the press, or when the
 * field loses the focus to the button: what counts is the value when the press arrives.
 */
function stopUnlessUnchanged(element: Element, value: string): { isStopped: boolean } {
  const field = element as HTMLInputElement;
  const state = { isStopped: false };
  const done = new AbortController();
  const look = (event: Event) => {
    if (!event.isTrusted) return;
    state.isStopped ||= !field.isConnected || field.value !== value;
    if (state.isStopped) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    if (event.type === 'click' || event.type === 'keyup') done.abort();
  };
  for (const type of [
    'pointerdown',
    'mousedown',
    'pointerup',
    'mouseup',
    'click',
    'keydown',
    'keypress',
    'keyup',
  ])
    addEventListener(type, look, { capture: true, signal: done.signal });
  return state;
}

/**
 * Runs inside the page. What sends the form of a field, as HTML and its browsers define it: the first of its submit buttons
 * that can be seen. A form may have fields named like its own properties.
 */
function submitterInPage(field: Element): Element | undefined {
  const seen = (wanted: string): HTMLElement[] =>
    [...(Document.prototype.querySelectorAll.call(document, wanted) as NodeListOf<HTMLElement>)].filter(
      element =>
        element.checkVisibility({ visibilityProperty: true }) &&
        element.offsetWidth > 1 &&
        element.getAttribute('aria-hidden') !== 'true',
    );
  const own = (element: Element, name: 'form' | 'type' | 'formNoValidate'): unknown =>
    Reflect.get(
      element instanceof HTMLButtonElement ? HTMLButtonElement.prototype : HTMLInputElement.prototype,
      name,
      element,
    );
  const form = own(field, 'form');
  const buttons = seen('button, input').filter(
    element => ['submit', 'image'].includes(String(own(element, 'type'))) && own(element, 'form') === form,
  );
  // PingFederate has a link for it.
  const link = seen('a.ping-button.allow').find(each => form instanceof Element && form.contains(each));
  // A button that asks for no complete form goes back, or away.
  return buttons.find(button => own(button, 'formNoValidate') === false) ?? buttons[0] ?? link;
}

/** What the work resolves with; `late` where its element cannot be reached in time. */
async function inTime<T>(leftMs: number, late: T, work: (timeout: number) => Promise<T>): Promise<T> {
  if (leftMs <= 0) return late;
  try {
    return await work(Math.min(reachMs, leftMs));
  } catch (error) {
    if (error instanceof errors.TimeoutError) return late;
    throw error;
  }
}
