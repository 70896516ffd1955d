import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Reading, readPage } from '../../lib/sign-in/page-reader.ts';
import { clobbering, replacing } from '../runner/hostile-pages.ts';
import { launch } from '../simulator/browsers.ts';

const url = 'https://login.microsoftonline.com/common/login';

/** What a look at such a page finds; without anything else of Microsoft's. */
async function look(
  browser: Browser,
  body: string,
  rules?: string,
  selectors: readonly string[] = [],
): Promise<Reading | undefined> {
  const page = await browser.newPage();
  try {
    const headers: Record<string, string> = rules === undefined ? {} : { 'content-security-policy': rules };
    await page.route(/.*/, route =>
      route.fulfill({ contentType: 'text/html; charset=utf-8', body, headers }),
    );
    await page.goto(url);
    return await readPage(page, selectors, 60_000);
  } finally {
    await page.close();
  }
}

const config = {
  sErrorCode: '53003',
  pgid: 'ConvergedConditionalAccess',
  correlationId: 'correlation',
  sessionId: 'request',
  serverDetails: { rt: '2026-11-01T00:00:00' },
  strings: { quoted: 'a "}; b', empty: {} },
};
const expected = {
  pageId: 'ConvergedConditionalAccess',
  errorCode: '53003',
  correlationId: 'correlation',
  requestId: 'request',
  timestamp: '2026-11-01T00:00:00',
};
const script = (source: string) => `<script type="text/javascript">//<![CDATA[\n${source}\n//]]></script>`;
const assigned = (value: object, space?: number) => `$Config=${JSON.stringify(value, undefined, space)};`;

describe.each(['chromium', 'firefox'] as const)('on %s', engine => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(engine);
  });
  afterAll(() => browser.close());

  test.each([
    ['in one line', assigned(config)],
    ['in several', `\nvar ${assigned(config, 2)}`],
    ['with other code behind it', `${assigned(config)} if (window.x) { window.y = {}; }`],
  ])('the object of the page is read, %s, whether its script may run or not', async (_how, source) => {
    const page = `<script>window.first = {};</script>${script(source)}`;
    for (const rules of [undefined, "script-src 'nonce-other'"])
      expect(await look(browser, page, rules), rules).toMatchObject(expected);
  });

  test('one that is cut off, or not an object, has no page id', async () => {
    for (const source of [assigned(config).slice(0, 100), '$Config = { pgid: name };'])
      expect((await look(browser, script(source), "script-src 'none'"))?.pageId, source).toBeUndefined();
  });

  test.each<[string, object, string | undefined]>([
    ['a number', { iErrorCode: 50020, strServiceExceptionMessage: 'AADSTS500011: …' }, '50020'],
    ['nothing but a message', { strServiceExceptionMessage: 'AADSTS500011: …' }, '500011'],
    ['a zero and a message', { iErrorCode: 0, strServiceExceptionMessage: 'AADSTS53003: …' }, '53003'],
    ['a zero', { sErrorCode: '0', iErrorCode: 0 }, undefined],
  ])('the code of an error page with %s', async (_what, values, errorCode) => {
    const page = script(assigned({ pgid: 'ConvergedError', ...values }));
    expect((await look(browser, page))?.errorCode).toBe(errorCode);
  });

  test('the code of an error page that is only seen', async () => {
    const page =
      '<meta name="PageID" content="ConvergedError"><p id="service_exception_message">Fehler. AADSTS50105: …</p>';
    expect(await look(browser, page)).toMatchObject({ pageId: 'ConvergedError', errorCode: '50105' });
  });

  test('the ways that are offered, as rows of either kind', async () => {
    const page = ['button', 'option']
      .map(role => `<div role="${role}" data-value="By${role}"></div>`)
      .join('');
    expect(await look(browser, page)).toMatchObject({ offered: ['Bybutton', 'Byoption'] });
  });

  test('what is read does not depend on what the page has replaced, nor on what its elements are called', async () => {
    const body = `<meta name="PageID" content="ConvergedSignIn">${script(assigned(config))}
      <form name="hiddenform"><input id="i0118" type="password" value="x"><p id="displayName">somebody</p></form>`;
    const honest = await look(browser, body, undefined, ['#i0118', '#i0116']);
    expect(honest).toMatchObject({ identity: 'somebody', visible: ['#i0118'], errorCode: '53003' });
    for (const hostile of [`<script>${replacing}</script>`, clobbering]) {
      const seen = await look(browser, hostile + body, undefined, ['#i0118', '#i0116']);
      expect(seen, hostile).toEqual({ ...honest, document: expect.any(Number) as number });
    }
  });

  test('a change is seen although the page has stopped every clock, and a page that never rests can be read', async () => {
    const page = await browser.newPage();
    await page.route(/.*/, route =>
      route.fulfill({
        contentType: 'text/html',
        body: `<script>window.later = setTimeout; window.setTimeout = window.requestAnimationFrame = () => 0;
          const add = () => { document.body.append(document.createElement('p')); later(add, 0); };
          later(add, 0);</script><body>`,
      }),
    );
    await page.goto(url);
    const first = await readPage(page, ['button'], 60_000);
    expect(first?.visible).toEqual([]);
    const second = readPage(page, ['button'], 60_000, first);
    await page.evaluate(() => document.body.append(document.createElement('button')));
    expect((await second)?.visible).toEqual(['button']);
    await page.close();
  });
});
