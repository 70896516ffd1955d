import type { Page } from '@playwright/test';
import { inPage } from '../platform/in-page.ts';

const snapshotMs = 6_000;

/**
 * The current page, as one HTML file that shows the same without network or script: styles are inside, pictures are
 * empty frames. What could be a secret is not collected: no script, no value of a field, no hidden field, no comment, no
 * address with what it carries, no attribute that programs put data into. Nothing when the page can no longer be asked.
 * @param styles texts of style sheets by address, for those that the page itself may not read
 */
export async function pageSnapshot(
  page: Page,
  styles: ReadonlyMap<string, string>,
): Promise<string | undefined> {
  return askSnapshot(page, Object.fromEntries(styles), snapshotMs).catch(() => undefined);
}

const askSnapshot = inPage(snapshotInPage);

/** Runs inside the page and must not use anything from outside. */
// oxlint-disable-next-line max-lines-per-function -- only one function can be sent into a page
function snapshotInPage(styles: Readonly<Record<string, string>>): string {
  const mostOfStyles = 400_000;
  /** All other attributes may hold data, addresses or scripts. */
  const allowed = new Set(
    (
      'id class style role type name alt title lang dir for colspan rowspan width height placeholder disabled checked ' +
      'readonly hidden viewbox d fill'
    ).split(' '),
  );
  const dropped = 'script, noscript, template, link, base, meta, object, embed, style, input[type=hidden]';
  const withoutAddresses = (css: string): string =>
    css.replace(/@import[^;]*;/gi, '').replace(/url\((?:[^()"']|"[^"]*"|'[^']*')*\)/gi, 'none');

  // In a document without a window nothing is loaded, and no component wakes up.
  const inert = Reflect.get<Document, 'implementation'>(
    Document.prototype,
    'implementation',
    document,
  ).createHTMLDocument('');
  const root = Reflect.get<Document, 'documentElement'>(Document.prototype, 'documentElement', document);
  const copy = inert.importNode(root, true);
  for (const element of copy.querySelectorAll(dropped)) element.remove();
  for (const frame of copy.querySelectorAll('iframe, frame, video, audio, canvas')) {
    const place = inert.createElement('div');
    place.textContent = `[${frame.localName}]`;
    frame.replaceWith(place);
  }
  for (const area of copy.querySelectorAll('textarea')) area.textContent = '';
  for (const element of [copy, ...copy.querySelectorAll('*')]) {
    for (const name of element.getAttributeNames()) {
      const value = element.getAttribute(name) ?? '';
      if (name.startsWith('aria-')) continue;
      const isButtonText = name === 'value' && /^(?:submit|button)$/.test(element.getAttribute('type') ?? '');
      if (!allowed.has(name.toLowerCase()) && !isButtonText) element.removeAttribute(name);
      else if (name === 'style') element.setAttribute(name, withoutAddresses(value));
    }
  }
  const walker = inert.createTreeWalker(copy, NodeFilter.SHOW_COMMENT);
  const comments: Node[] = [];
  while (walker.nextNode()) comments.push(walker.currentNode);
  for (const comment of comments) (comment as Comment).remove();

  let css = '';
  const sheets: CSSStyleSheet[] = Array.from(document.styleSheets).concat(document.adoptedStyleSheets);
  for (const sheet of sheets) {
    try {
      for (const rule of sheet.cssRules) if (css.length < mostOfStyles) css += `${rule.cssText}\n`;
    } catch {
      // From elsewhere, and not for everybody to read.
      css += `${styles[sheet.href ?? ''] ?? ''}\n`;
    }
  }
  const head = copy.querySelector('head') ?? copy;
  const make = (tag: string, attributes: Record<string, string>, text = '') => {
    const element = inert.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = text;
    return element;
  };
  head.prepend(
    make('meta', { charset: 'utf-8' }),
    make('meta', {
      'http-equiv': 'Content-Security-Policy',
      content: "default-src 'none'; style-src 'unsafe-inline'",
    }),
    make('meta', { name: 'viewport', content: 'width=device-width' }),
  );
  head.append(make('style', {}, withoutAddresses(css).replaceAll('</', '<\\/')));
  return `<!doctype html>\n${copy.outerHTML}\n`;
}
