import type { Page } from '@playwright/test';

/** Evidence is best effort: it has its own deadline and never holds up or changes a verdict. */
const digestMs = 2_000;

/** How a page is built: what a new screen is written from. Names of things only, never a text or a value. */
export interface Digest {
  /** Host and path; what could be an id, a token or an address is left out. */
  readonly at: string;
  readonly pageId: string | undefined;
  /** Numbers and component names of the views that can be seen (sign-in-facts 1.5). */
  readonly views: readonly string[];
  readonly components: readonly string[];
  /** Controls that can be seen, as `tag#id[name][type]`. */
  readonly controls: readonly string[];
  /** `method host/path` of every form. */
  readonly forms: readonly string[];
  /** Hosts of all frames. */
  readonly frames: readonly string[];
}

/** The structure of a page as it stands; nothing when it can no longer be asked. */
export async function digestOf(page: Page): Promise<Digest | undefined> {
  try {
    const told = await page.waitForFunction(digestInPage, undefined, { timeout: digestMs });
    return JSON.parse(await told.jsonValue()) as Digest;
  } catch {
    return undefined;
  }
}

/** Runs inside the page and must not use anything from outside. Returns JSON. */
function digestInPage(): string {
  const scope = globalThis as unknown as Record<string, Record<string, unknown> | undefined>;
  const config = scope['$Config'] ?? scope['ServerData'] ?? {};

  // Ids and names are words of a programmer. What holds anything else may have been made from somebody's data.
  const word = (text: string | null | undefined): string => {
    if (text === null || text === undefined || text === '') return '';
    const isToken = /[0-9a-f]{8}|\d{5}|(?=[a-z]*\d)[a-z\d]{20}|[a-z]{40}/i.test(text);
    return /^[\w.:-]{1,60}$/.test(text) && !isToken ? text : '…';
  };
  const place = (address: string): string => {
    const url = new URL(address, location.href);
    return `${url.host}${url.pathname.split('/').map(word).join('/')}`;
  };
  const canBeSeen = (element: Element): boolean => {
    const { width, height, right, bottom, left } = element.getBoundingClientRect();
    return (
      width > 1 &&
      height > 1 &&
      right > 0 &&
      bottom > 0 &&
      left < innerWidth &&
      element.getAttribute('aria-hidden') !== 'true' &&
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    );
  };
  const seen = (selector: string): Element[] => [...document.querySelectorAll(selector)].filter(canBeSeen);
  const part = (element: Element, name: string): string => {
    const value = word(element.getAttribute(name));
    return value === '' ? '' : `[${name}=${value}]`;
  };
  const control = (element: Element): string => {
    const id = word(element.id);
    const parts = ['name', 'type', 'role', 'data-value', 'data-testid'].map(name => part(element, name));
    return `${element.localName}${id === '' ? '' : `#${id}`}${parts.join('')}`;
  };
  const unique = (list: string[]): string[] => [...new Set(list)].filter(item => item !== '').slice(0, 80);

  const controls = 'input:not([type="hidden"]), button, select, textarea, a, [role="button"], [role="alert"]';
  return JSON.stringify({
    at: place(location.href),
    pageId: word(
      document.querySelector('meta[name="PageID"]')?.getAttribute('content') ??
        (typeof config['pgid'] === 'string' ? config['pgid'] : ''),
    ),
    views: unique(seen('[data-viewid]').map(view => word(view.getAttribute('data-viewid')))),
    components: unique(
      [...document.querySelectorAll('[data-bind]')].flatMap(element =>
        Array.from(
          (element.getAttribute('data-bind') ?? '').matchAll(/\bname: ?['"]([\w-]+)['"]/g),
          ([, name]) => word(name),
        ),
      ),
    ),
    controls: unique(seen(controls).map(control)),
    forms: unique(
      [...document.forms].map(form => `${form.method} ${place(form.getAttribute('action') ?? '')}`),
    ),
    frames: unique(
      [...document.querySelectorAll('iframe')].map(frame => new URL(frame.src, location.href).host),
    ),
  });
}
