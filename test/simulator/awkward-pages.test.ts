import type { Browser, Page, Request } from '@playwright/test';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type ClientAccount, type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { launch } from './browsers.ts';
import { signInByIds } from './by-ids.ts';
import { codeOf } from './sign-in-by-http.ts';

const codeField = '#idTxtBx_SAOTCC_OTC';

let browser: Browser;
let page: Page;
let simulator: Simulator;
let monitor: ClientAccount;

beforeAll(async () => {
  browser = await launch('chromium');
});
afterAll(() => browser.close());
afterEach(async () => {
  await page.context().close();
  await simulator.stop();
});

async function visit(scenario: string, note?: (request: Request) => void): Promise<void> {
  simulator = await startSimulator({ scenario });
  const [first] = simulator.accounts;
  if (first === undefined) throw new Error('The demo accounts are missing');
  monitor = first;
  page = await browser.newPage({
    proxy: { server: simulator.proxy },
    ignoreHTTPSErrors: true,
    locale: 'en-US',
  });
  page.setDefaultTimeout(120_000);
  if (note !== undefined) page.on('request', note);
  await page.goto('https://admin.microsoft.com/');
}

/** The second factors that were begun, in order: each SMS or push here would have reached a person. */
function begun(): unknown[] {
  return simulator.journal.filter(entry => entry.kind === 'beginAuth').map(entry => entry.detail);
}

function sasMethod(): Promise<string> {
  return page.locator('input[name=mfaAuthMethod]').inputValue();
}

/** From the code's field to the inside. */
async function finish(host = 'admin.microsoft.com'): Promise<void> {
  await page.fill(codeField, codeOf(monitor));
  await page.click('#idSubmit_SAOTCC_Continue');
  await page.waitForSelector('#KmsiDescription');
  await page.click('#idBtn_Back');
  await page.waitForSelector('#admin-home-container h1');
  expect(new URL(page.url()).host).toBe(host);
}

test('push-first opens on the push, and the code is another way', async () => {
  await visit('push-first');
  await signInByIds(page, monitor);
  await page.waitForSelector('[data-viewid="6"][data-bind*="session-approval-view"]');
  expect(await page.locator(codeField).count()).toBe(0);
  expect(await page.innerText('#idDiv_SAOTCAS_Title')).toBe('Approve sign in request');
  expect(await page.innerText('#idDiv_SAOTCAS_Description')).toContain('number');
  expect(await page.getAttribute('#idChkBx_SAOTCAS_TD', 'name')).toBe('rememberMFA');
  expect(await sasMethod()).toBe('PhoneAppNotification');
  await expect.poll(() => page.innerText('#idRichContext_DisplaySign')).toMatch(/^[1-9]\d$/);
  const poll = await page.waitForResponse(/\/SAS\/EndAuth$/);
  expect(await poll.json()).toMatchObject({ Success: false, Retry: true });

  await page.click('#idDiv_SAOTCS_HavingTrouble #signInAnotherWay');
  await page.waitForSelector('#idDiv_SAOTCS_Title');
  expect(await page.locator('[data-value]').count()).toBe(2);
  expect(begun()).toEqual(['PhoneAppNotification']);
  await page.click('[data-value=PhoneAppOTP]');
  await page.waitForSelector(codeField);
  expect(await sasMethod()).toBe('PhoneAppOTP');
  // A page that has left the push no longer polls for it.
  const polls = simulator.journal.filter(entry => entry.kind === 'poll').length;
  await page.waitForTimeout(1500);
  expect(simulator.journal.filter(entry => entry.kind === 'poll')).toHaveLength(polls);
  await finish();
  expect(begun()).toEqual(['PhoneAppNotification', 'PhoneAppOTP']);
});

test('sms-first opens on a code that is not the app’s', async () => {
  await visit('sms-first');
  await signInByIds(page, monitor);
  await page.waitForSelector('[data-viewid="1"][data-bind*="otc-confirm-view"]');
  expect(await sasMethod()).toBe('OneWaySMS');
  await page.fill(codeField, codeOf(monitor));
  await page.click('#idSubmit_SAOTCC_Continue');
  await page.waitForSelector('#idSpan_SAOTCC_Error_OTC');

  await page.click('#signInAnotherWay');
  await page.click('[data-value=PhoneAppOTP]');
  await page.waitForSelector('input[name=mfaAuthMethod][value=PhoneAppOTP]', { state: 'attached' });
  await finish();
  expect(begun()).toEqual(['OneWaySMS', 'PhoneAppOTP']);
});

test('push-only has no other way', async () => {
  await visit('push-only');
  await signInByIds(page, monitor);
  await page.waitForSelector('#idDiv_SAOTCAS_Title');
  expect(await page.locator('#signInAnotherWay').count()).toBe(0);
  expect(await page.locator(codeField).count()).toBe(0);
});

test('sms-only has another way, and no code on it', async () => {
  await visit('sms-only');
  await signInByIds(page, monitor);
  await page.click('#signInAnotherWay');
  await page.waitForSelector('#idDiv_SAOTCS_Title');
  expect(
    await page.locator('[data-value]').evaluateAll(rows => rows.map(row => row.getAttribute('data-value'))),
  ).toEqual(['OneWaySMS', 'TwoWayVoiceMobile']);
  expect(begun()).toEqual(['OneWaySMS']);
});

test('swallowed-press: the first click on every button does and sends nothing, the second counts', async () => {
  await visit('swallowed-press');
  const sent: string[] = [];
  const isBackground = /dssostatus|OneCollector|favicon/;
  page.on('request', request => {
    if (!isBackground.test(request.url())) sent.push(request.url());
  });
  const pressTwice = async (button: string) => {
    const before = sent.length;
    await page.click(button);
    await page.waitForTimeout(300);
    expect(sent.slice(before)).toEqual([]);
    await page.click(button);
  };
  await page.fill('#i0116', monitor.username);
  sent.length = 0;
  await pressTwice('#idSIButton9');
  await page.fill('#i0118', monitor.password);
  await pressTwice('#idSIButton9');
  await page.fill(codeField, codeOf(monitor));
  await page.waitForTimeout(300);
  await pressTwice('#idSubmit_SAOTCC_Continue');
  await page.waitForSelector('#KmsiDescription');
  await pressTwice('#idBtn_Back');
  await page.waitForSelector('#admin-home-container h1');
});

test('moved-address: everything goes on at the new address', async () => {
  await visit('moved-address');
  await page.waitForSelector('#i0116');
  expect(new URL(page.url()).searchParams.get('redirect_uri')).toBe('https://admin.cloud.microsoft/landing');
  await signInByIds(page, monitor);
  await page.waitForSelector(codeField);
  await finish('admin.cloud.microsoft');
});

test('every sign-in page sends word of its own accord, once, that nobody asked it for', async () => {
  const own = [
    'login.microsoftonline.com/common/instrumentation/dssostatus',
    'browser.events.data.microsoft.com/OneCollector/1.0/',
  ];
  const calls: string[] = [];
  const answers: number[] = [];
  const background = () => calls.filter(call => own.includes(call));
  await visit('ordinary', request => {
    const { host, pathname } = new URL(request.url());
    if (request.method() === 'POST') calls.push(`${host}${pathname}`);
    if (own.includes(`${host}${pathname}`)) {
      void request.response().then(answer => answers.push(answer?.status() ?? 0));
    }
  });
  await page.waitForSelector('#i0116');
  await expect.poll(() => answers.toSorted((a, b) => a - b)).toEqual([200, 204]);
  await page.waitForTimeout(1200);
  expect(calls).toEqual(own);

  // The password is another view of the same document; the second factor is a document of its own.
  await signInByIds(page, monitor);
  await page.waitForSelector(codeField);
  await expect.poll(background).toEqual([...own, ...own]);
  // None of it used up what the form has to bring.
  await finish();
});
