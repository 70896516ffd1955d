import type { Page } from '@playwright/test';
import { inPage } from '../platform/in-page.ts';

/** Evidence is best effort: it has its own deadline and never holds up or changes a verdict. */
const digestMs = 6_000;

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

/** The structure of the current page; nothing when the page no longer answers. */
export async function digestOf(page: Page): Promise<Digest | undefined> {
  try {
    const answer = await askDigest(page, undefined, digestMs);
    return answer === undefined ? undefined : (JSON.parse(answer) as Digest);
  } catch {
    return undefined;
  }
}

const askDigest = inPage(digestInPage);

/** Runs inside the page and must not use anything from outside. Returns JSON. */
// oxlint-disable-next-line max-lines-per-function -- only one function can be sent into a page
function digestInPage(): string {
  const all = (selector: string): Element[] =>
    [...Document.prototype.querySelectorAll.call(document, selector)].slice(0, 2_000);
  const attribute = (element: Element | undefined, name: string): string | undefined =>
    (element && Element.prototype.getAttribute.call(element, name)) ?? undefined;

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
    const { width, height, right, bottom, left } = Element.prototype.getBoundingClientRect.call(element);
    return (
      width > 1 &&
      height > 1 &&
      right > 0 &&
      bottom > 0 &&
      left < innerWidth &&
      attribute(element, 'aria-hidden') !== 'true' &&
      Element.prototype.checkVisibility.call(element, { opacityProperty: true, visibilityProperty: true })
    );
  };
  const seen = (selector: string): Element[] => all(selector).filter(canBeSeen);
  const part = (element: Element, name: string): string => {
    const value = word(attribute(element, name));
    return value === '' ? '' : `[${name}=${value}]`;
  };
  const control = (element: Element): string => {
    const id = word(attribute(element, 'id'));
    const parts = ['name', 'type', 'role', 'data-value', 'data-testid'].map(name => part(element, name));
    return `${element.localName}${id === '' ? '' : `#${id}`}${parts.join('')}`;
  };
  const unique = (list: string[]): string[] => [...new Set(list)].filter(item => item !== '').slice(0, 80);

  const controls = 'input:not([type="hidden"]), button, select, textarea, a, [role="button"], [role="alert"]';
  return JSON.stringify({
    at: place(location.href),
    pageId: word(attribute(all('meta[name="PageID"]')[0], 'content')),
    views: unique(seen('[data-viewid]').map(view => word(attribute(view, 'data-viewid')))),
    components: unique(
      all('[data-bind]').flatMap(element =>
        Array.from(
          (attribute(element, 'data-bind') ?? '').matchAll(/\bname: ?['"]([\w-]+)['"]/g),
          ([, name]) => word(name),
        ),
      ),
    ),
    controls: unique(seen(controls).map(control)),
    forms: unique(
      all('form').map(
        form => `${attribute(form, 'method') ?? 'get'} ${place(attribute(form, 'action') ?? '')}`,
      ),
    ),
    frames: unique(all('iframe').map(frame => new URL(attribute(frame, 'src') ?? '', location.href).host)),
  });
}
