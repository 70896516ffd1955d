import type { Browser, BrowserContext, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Reading, readPage } from '../../lib/sign-in/page-reader.ts';
import { controlsOf, viewOf } from '../../lib/sign-in/screens/screen.ts';
import { candidates, screens } from '../../lib/sign-in/screens/screens.ts';
import { scenarios } from '../../simulator/scenarios.ts';
import { type ClientAccount, type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { launch } from '../simulator/browsers.ts';
import { type Answer, ProxyClient } from '../simulator/proxy-client.ts';
import {
  codeOf,
  openSignIn,
  postKmsi,
  postPassword,
  processAuth,
  tryCode,
} from '../simulator/sign-in-by-http.ts';

/** How far a sign-in is walked, by plain requests, to get the page in question. */
type Way = 'opened' | 'password' | 'factor' | 'kmsi';

/**
 * Every page of the simulator that a request can fetch: the scenario that shows it, and the screens that know it,
 * rendered and as the server sent it. Where two do, the first of the order counts; `screens.ts` says why.
 */
const pages: ReadonlyArray<readonly [string, Way, readonly string[], readonly string[]]> = [
  // Several views share this page id; only when built does it say which (sign-in-facts 1.5).
  ['ordinary', 'opened', ['email'], []],
  ['ordinary', 'password', ['one_time_code'], []],
  ['ordinary', 'factor', ['stay_signed_in'], ['stay_signed_in']],
  ['hand-over-stuck', 'kmsi', ['hand_over'], ['hand_over']],
  ['method-list', 'password', ['method_list'], []],
  ['push-first', 'password', ['another_way'], []],
  ['push-only', 'password', ['another_way'], []],
  ['sms-first', 'password', ['another_way', 'one_time_code'], []],
  ['account-locked', 'password', ['password'], ['blocked']],
  ['account-disabled', 'password', ['password'], ['blocked']],
  ['unknown-page', 'factor', [], []],
  ['proof-up', 'password', ['more_information'], ['more_information']],
  ['proof-up-skippable', 'password', ['skip_more_information'], ['more_information']],
  ['new-proof-up', 'factor', ['more_information'], ['more_information']],
  ['new-proof-up-skippable', 'factor', ['skip_more_information'], ['more_information']],
  ['hosted-proof-up', 'password', ['more_information'], ['more_information']],
  ['password-change', 'password', ['password_change'], ['password_change']],
  ['two-screens', 'password', ['password_change', 'password'], ['password_change']],
  ['access-blocked', 'factor', ['conditional_access'], ['conditional_access']],
  ['device-wanted', 'factor', ['conditional_access'], ['conditional_access']],
  ['device-join', 'factor', ['conditional_access'], ['conditional_access']],
  ['broker-wanted', 'factor', ['conditional_access'], ['conditional_access']],
  ['terms-of-use', 'factor', ['terms_of_use'], []],
  ['hosted-terms-of-use', 'password', ['terms_of_use'], ['terms_of_use']],
  ['consent', 'factor', ['consent'], ['consent']],
  ['captcha', 'password', ['captcha'], []],
  ['risk-blocked', 'password', ['blocked'], ['blocked']],
  ['blocked-unknown', 'password', ['blocked'], ['blocked']],
  ['app-confirmation', 'factor', ['app_confirmation'], ['app_confirmation']],
  ['confirm-tenant', 'factor', ['confirm_tenant'], ['confirm_tenant']],
  ['error-page', 'password', ['error_page'], ['error_page']],
  ['error-page-unknown', 'password', ['error_page'], ['error_page']],
];

let browser: Browser;
let context: BrowserContext;
let page: Page;
let simulator: Simulator;
let account: ClientAccount;
let now = Date.now();

async function fetchPage(scenario: string, way: Way): Promise<Answer> {
  simulator.setScenario(scenario);
  now += 60_000; // a code is good once
  const client = new ProxyClient(simulator.proxy, simulator.ca);
  const first = await openSignIn(client);
  if (way === 'opened') return first;
  const second = await client.follow(await postPassword(client, first, account.username, account.password));
  if (way === 'password') return second;
  const third = await processAuth(client, second, await tryCode(client, second, codeOf(account, now)));
  return way === 'factor' ? third : postKmsi(client, third);
}

/** Which screens know an answer of the server, shown at its address; raw: without the scripts that build it. */
async function read(answer: Answer, isRaw: boolean, expected: readonly string[]): Promise<string[]> {
  await page.unrouteAll();
  await page.route(/.*/, (route, request) => {
    if (request.isNavigationRequest() && request.url() === answer.url) {
      const { 'content-security-policy': rules } = answer.headers;
      const body = isRaw ? withoutItsScript(answer.body) : answer.body;
      return route.fulfill({
        status: answer.status,
        contentType: 'text/html; charset=utf-8',
        body,
        ...(rules === undefined ? {} : { headers: { 'content-security-policy': String(rules) } }),
      });
    }
    return isRaw || request.isNavigationRequest() ? route.abort() : route.continue();
  });
  await page.goto(answer.url, { waitUntil: 'commit' });
  if (!isRaw)
    await page.waitForFunction(() =>
      document.querySelector('[data-viewid], #root button, form[name=hiddenform]'),
    );
  else await page.waitForLoadState('domcontentloaded');
  return settled(expected);
}

/** Looks until the page is what it should be, and once more: views slide in, and another one could follow. */
async function settled(expected: readonly string[]): Promise<string[]> {
  let last: Reading | undefined;
  for (;;) {
    const isExpected = last !== undefined && known(last).join() === expected.join();
    const next = await readPage(page, selectors, isExpected ? 300 : 5_000, last);
    if (next === undefined) return known(last);
    last = next;
  }
}

/** Hosted pages build themselves inline; as sent, their root is empty. */
const withoutItsScript = (html: string): string =>
  html.includes('id="root"') ? html.replace(/<script>[\s\S]*?<\/script>/, '') : html;

const selectors = screens.flatMap(controlsOf);

const known = (reading: Reading | undefined): string[] => {
  if (reading === undefined) throw new Error('The page could not be read');
  const held = new Set(['password', 'totp'] as const);
  const view = viewOf(reading, { met: ['email'], typedIn: 0, held, shown: new Set() });
  return candidates(view, reading, new Set(['https://login.microsoftonline.com'])).map(({ id }) => id);
};

describe.each(['chromium', 'firefox'] as const)('on %s every page of the simulator is one screen', engine => {
  beforeAll(async () => {
    browser = await launch(engine);
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    simulator = await startSimulator({ clock: () => now });
    const [first] = simulator.accounts;
    if (first === undefined) throw new Error('The demo accounts are missing');
    account = first;
    context = await browser.newContext({ proxy: { server: simulator.proxy }, ignoreHTTPSErrors: true });
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
  });
  afterEach(async () => {
    await context.close();
    await simulator.stop();
  });

  test.each(['en', 'ja', 'de'] as const)('in %s', async language => {
    simulator.setLanguage(language);
    const found: Array<readonly [string, Way, readonly string[], readonly string[]]> = [];
    for (const [scenario, way, rendered, raw] of pages) {
      const answer = await fetchPage(scenario, way);
      found.push([scenario, way, await read(answer, false, rendered), await read(answer, true, raw)]);
    }
    expect(found).toEqual(pages);
  });
});

test('every page between the credentials and the application is in the table', () => {
  const shown = new Set(pages.map(([scenario]) => JSON.stringify(scenarios[scenario]?.interrupt?.page)));
  const missing = Object.values(scenarios).filter(
    ({ interrupt }) => !shown.has(JSON.stringify(interrupt?.page)),
  );
  expect(missing.map(({ description }) => description)).toEqual([]);
});
