import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { digestOf } from '../../lib/evidence/digest.ts';
import { launch } from '../simulator/browsers.ts';
import { untilThere } from './until-there.ts';

const secret = 'AQABIQEAAADnfolhJpSnRYB1SVj';
const html = `<!DOCTYPE html><html><head><meta name="PageID" content="ConvergedSomethingNew"></head><body>
<script>$Config = { pgid: 'ConvergedSomethingNew', sFT: '${secret}' }</script>
<form method="post" action="https://login.microsoftonline.com/6babcaad-604b-40ac-a9d7-9fd97c0b779f/newthing?ctx=${secret}">
<div data-viewid="91" data-bind="pageViewComponent: { name: 'something-new-view', params: { name: 'x y' } }">
  <p>Hello Genkan Monitor</p>
  <input type="hidden" name="flowToken" value="${secret}">
  <input type="tel" id="newCode" name="otc" value="123456" placeholder="Enter the code for monitor@contoso.example">
  <input type="password" id="i0118" style="position:absolute;left:-9999px">
  <div role="button" id="monitor@contoso.example" tabindex="0" data-test-id="monitor@contoso.example">monitor</div>
  <div role="button" data-value="PhoneAppOTP" tabindex="0">Code</div>
  <a id="link_${secret}" href="https://elsewhere.example/?t=${secret}">Skip</a>
  <input type="submit" id="idSIButton9" value="Continue as monitor">
</div></form>
<iframe src="https://frames.example/path?ctx=${secret}"></iframe></body></html>`;

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launch('chromium');
});
afterAll(() => browser.close());
beforeEach(async () => {
  page = await browser.newPage();
  await page.route(/.*/, (route, request) =>
    request.url().includes('newpage')
      ? route.fulfill({ contentType: 'text/html', body: html })
      : route.abort(),
  );
});

test('describes how a page is built: enough to write its screen from', async () => {
  await page.goto('https://login.microsoftonline.com/common/newpage?ctx=x');
  expect(await untilThere(() => digestOf(page))).toEqual({
    at: 'login.microsoftonline.com/common/newpage',
    pageId: 'ConvergedSomethingNew',
    views: ['91'],
    components: ['something-new-view'],
    controls: [
      'input#newCode[name=otc][type=tel]',
      'div#…[role=button]',
      'div[role=button][data-value=PhoneAppOTP]',
      'a#…',
      'input#idSIButton9[type=submit]',
    ],
    forms: ['post login.microsoftonline.com/…/newthing'],
    frames: ['frames.example'],
  });
});

test('holds no value, no text and nothing that somebody’s data made', async () => {
  await page.goto('https://login.microsoftonline.com/common/newpage');
  const text = JSON.stringify(await untilThere(() => digestOf(page)));
  for (const word of [secret, '123456', 'monitor', 'Genkan', 'contoso', '6babcaad', 'Continue', 'ctx']) {
    expect(text, word).not.toContain(word);
  }
});

test('a page that is gone has none', async () => {
  await page.close();
  expect(await digestOf(page)).toBeUndefined();
});
