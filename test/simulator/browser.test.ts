import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ClientAccount, type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { launch } from './browsers.ts';
import { signInByIds } from './by-ids.ts';
import { codeOf } from './sign-in-by-http.ts';

let browser: Browser;
let context: BrowserContext;
let page: Page;
let simulator: Simulator;
let monitor: ClientAccount;
let expired: ClientAccount;

async function openContext(locale = 'en-US'): Promise<void> {
  simulator = await startSimulator();
  const [first, second] = simulator.accounts;
  if (first === undefined || second === undefined) throw new Error('The demo accounts are missing');
  monitor = first;
  expired = second;
  context = await browser.newContext({
    proxy: { server: simulator.proxy },
    ignoreHTTPSErrors: true,
    locale,
  });
  context.setDefaultTimeout(120_000);
  page = await context.newPage();
}

async function closeContext(): Promise<void> {
  await context.close();
  await simulator.stop();
}

async function reachCode(): Promise<void> {
  await page.goto('https://admin.microsoft.com/');
  await signInByIds(page, monitor);
  await page.waitForSelector('#idTxtBx_SAOTCC_OTC');
}

function pageId(): Promise<string | null> {
  return page.getAttribute('meta[name=PageID]', 'content');
}

describe.each(['chromium', 'firefox'] as const)('%s', engine => {
  beforeAll(async () => {
    browser = await launch(engine);
  });
  afterAll(() => browser.close());
  beforeEach(() => openContext());
  afterEach(closeContext);

  test('a driver of the classic ids gets inside, and out again', async () => {
    const complaints: string[] = [];
    page.on('console', message => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', error => complaints.push(error.message));

    await page.goto('https://admin.microsoft.com/');
    await signInByIds(page, monitor);
    await page.fill('#idTxtBx_SAOTCC_OTC', codeOf(monitor));
    await page.click('#idSubmit_SAOTCC_Continue');
    await page.waitForSelector('#KmsiCheckboxField');
    expect(await pageId()).toBe('KmsiInterrupt');
    await page.click('#idSIButton9');

    await page.waitForURL('https://admin.microsoft.com/#/homepage');
    await page.waitForSelector('#admin-home-container h1');
    expect(await page.locator('[data-hint="ReactLeftNav"] a').count()).toBeGreaterThan(3);
    expect(await page.locator('#mectrl_main_body').count()).toBe(0);
    await page.click('#O365_MainLink_Me #mectrl_main_trigger');
    expect(await page.innerText('#mectrl_currentAccount_secondary')).toBe(monitor.username);
    expect(await page.innerText('#mectrl_currentAccount_primary')).toBe('Genkan Monitor');
    await page.click('#mectrl_body_signOut');
    await page.waitForURL(/logout/);
    expect(complaints).toEqual([]);
  });

  test('the sign-in page runs no script but its own, and can be looked at all the same', async () => {
    await page.goto('https://admin.microsoft.com/');
    await page.waitForSelector('#i0116');
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.injected = 1';
      document.head.append(script);
    });
    const seen = await page.waitForFunction(() => ({
      name: document.querySelector('meta[name="PageID"]')?.getAttribute('content'),
      injected: 'injected' in globalThis,
    }));
    expect(await seen.jsonValue()).toEqual({ name: 'ConvergedSignIn', injected: false });
  });

  test('a wrong password comes back as the same page with an error', async () => {
    await page.goto('https://admin.cloud.microsoft/');
    await signInByIds(page, expired);
    await page.waitForSelector('#passwordError');
    expect(await pageId()).toBe('ConvergedSignIn');
    expect(await page.innerText('#displayName')).toBe(expired.username);
    expect(await page.getAttribute('#i0118', 'class')).toContain('has-error');
    expect(new URL(page.url()).pathname).toBe('/common/login');
  });
});

describe('in one browser', () => {
  beforeAll(async () => {
    browser = await launch('chromium');
  });
  afterAll(() => browser.close());
  beforeEach(() => openContext());
  afterEach(closeContext);

  test('the twins of the real fields mislead a program that only looks whether a field is there', async () => {
    await page.goto('https://admin.microsoft.com/');
    await page.waitForSelector('#i0116');
    const twin = page.locator('#i0118.moveOffScreen[aria-hidden=true][tabindex="-1"]');
    expect(await twin.isVisible()).toBe(true);
    expect((await twin.boundingBox())?.width).toBeGreaterThan(0);
    expect(await page.locator('[data-viewid="1"]').getAttribute('data-bind')).toContain(
      'login-paginated-username-view',
    );

    await page.fill('#i0116', monitor.username);
    await page.click('#idSIButton9');
    await page.waitForSelector('[data-viewid="2"][data-bind*="login-paginated-password-view"]');
    expect(await page.locator('input[name=loginfmt].moveOffScreen').isVisible()).toBe(true);
    expect(await page.locator('#i0118:not(.moveOffScreen)').isVisible()).toBe(true);
    // Another view of the same document: nothing was navigated.
    expect(simulator.journal.filter(entry => entry.kind === 'authorize')).toHaveLength(1);
    expect(new URL(page.url()).pathname).toBe('/common/oauth2/v2.0/authorize');
  });

  test('Next is a step in the history of the browser, and its way back returns to the name', async () => {
    await page.goto('https://admin.microsoft.com/');
    await page.fill('#i0116', monitor.username);
    await Promise.all([page.waitForEvent('framenavigated'), page.click('#idSIButton9')]);
    await page.waitForSelector('#displayName');
    await page.goBack();
    await page.waitForSelector('#i0116');
    await page.goForward();
    await page.waitForSelector('#displayName');
    await page.fill('#i0118:not(.moveOffScreen)', monitor.password);
    await page.click('#idSIButton9');
    await page.waitForSelector('#idTxtBx_SAOTCC_OTC');
  });

  test('a driver that a recorder has written gets inside by what a screen reader would say', async () => {
    await page.goto('https://admin.microsoft.com/');
    await page.getByRole('textbox').waitFor();
    await page.getByRole('textbox', { name: 'Enter your email, phone, or' }).fill(monitor.username);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('textbox', { name: `Enter the password for ${monitor.username}` }).waitFor();
    await page.getByPlaceholder('Password').fill(monitor.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('code').fill(codeOf(monitor));
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByRole('checkbox', { name: "Don't show this again" }).check();
    await page.getByRole('button', { name: 'Yes' }).click();
    await page.waitForURL('https://admin.microsoft.com/**');
  });

  test('an unknown account stays where it is, with an error that was not there before', async () => {
    await page.goto('https://admin.microsoft.com/');
    await page.waitForSelector('#i0116');
    expect(await page.locator('#usernameError').count()).toBe(0);
    await page.click('#idSIButton9');
    expect(await page.innerText('[role=alert] #usernameError')).toMatch(/^Enter a valid/);
    await page.fill('#i0116', 'nobody@contoso.onmicrosoft.com');
    await page.click('#idSIButton9');
    await page.waitForFunction(() =>
      document.querySelector('#usernameError')?.textContent.startsWith('This username may be incorrect'),
    );
    expect(await page.locator('[data-viewid="1"]').count()).toBe(1);
  });

  test('of two accounts by one name, the one at work is chosen by a tile with a picture and a title', async () => {
    simulator.setScenario('work-or-personal');
    await page.goto('https://admin.microsoft.com/');
    await page.fill('#i0116', monitor.username);
    await page.click('#idSIButton9');
    await page.waitForSelector('#aadTile > div > div.table-cell.tile-img > img', { state: 'attached' });
    await page.click('#aadTileTitle');
    await page.waitForSelector('#i0118:not(.moveOffScreen)');
  });

  test('a failed look-up differs from an unknown account', async () => {
    simulator.setScenario('lookup-fails');
    await page.goto('https://admin.microsoft.com/');
    await page.fill('#i0116', monitor.username);
    await page.click('#idSIButton9');
    expect(await page.innerText('#usernameError')).toMatch(/^There was an issue looking up your account/);
  });

  test('a wrong code is refused beside its field, and the right one still counts', async () => {
    await reachCode();
    await page.fill('#idTxtBx_SAOTCC_OTC', 'abcdef');
    await page.click('#idSubmit_SAOTCC_Continue');
    await page.waitForSelector('#idDiv_SAOTCC_ErrorMsg_OTC > span#idSpan_SAOTCC_Error_OTC');
    expect(await pageId()).toBe('ConvergedTFA');
    await page.fill('#idTxtBx_SAOTCC_OTC', codeOf(monitor));
    await page.click('#idSubmit_SAOTCC_Continue');
    await page.waitForSelector('#KmsiDescription');
  });

  test('several second factors: first the list, then the code', async () => {
    simulator.setScenario('method-list');
    await page.goto('https://admin.microsoft.com/');
    await signInByIds(page, monitor);
    await page.waitForSelector('#idDiv_SAOTCS_Title');
    expect(await page.locator('#idDiv_SAOTCS_Proofs [data-value]').count()).toBe(3);
    expect(simulator.journal.some(entry => entry.kind === 'beginAuth')).toBe(false);
    await page.click('[data-value="PhoneAppOTP"]');
    await page.fill('#idTxtBx_SAOTCC_OTC', codeOf(monitor));
    await page.click('#signInAnotherWay');
    await page.click('[data-value="PhoneAppOTP"]');
    await page.fill('#idTxtBx_SAOTCC_OTC', codeOf(monitor));
    await page.click('#idSubmit_SAOTCC_Continue');
    await page.waitForSelector('#KmsiDescription');
  });

  test('a login_hint opens the password at once', async () => {
    await page.goto('https://admin.microsoft.com/');
    await page.waitForSelector('#i0116');
    await page.goto(`${page.url()}&login_hint=${encodeURIComponent(monitor.username)}`);
    await page.fill('#i0118', monitor.password);
    expect(await page.locator('#passwordError').count()).toBe(0);
    await page.click('#idSIButton9');
    await page.waitForSelector('#idTxtBx_SAOTCC_OTC');
  });

  test('the second asset host steps in for the first', async () => {
    await page.route('https://aadcdn.msauth.net/**', route => route.abort());
    await page.goto('https://admin.microsoft.com/');
    await page.waitForSelector('#i0116');
  });

  test('without the asset hosts there is a page with its name and no control', async () => {
    simulator.setScenario('no-scripts');
    await page.goto('https://admin.microsoft.com/');
    await page.waitForURL(/authorize/);
    await page.waitForLoadState('networkidle');
    expect(await pageId()).toBe('ConvergedSignIn');
    expect(await page.locator('input, button').count()).toBe(0);
  });

  test('an unknown page is complete: a name, a heading and a button that does nothing', async () => {
    simulator.setScenario('unknown-page');
    await reachCode();
    await page.fill('#idTxtBx_SAOTCC_OTC', codeOf(monitor));
    await page.click('#idSubmit_SAOTCC_Continue');
    await page.waitForSelector('[data-viewid="90"]');
    expect(await pageId()).toBe('ConvergedProductNotice');
    expect(await page.innerText('[role=heading]')).toBe('What is new');
    expect(await page.inputValue('input[type=submit]:visible')).toBe('Continue');
    expect(await page.locator('#idSIButton9').count()).toBe(0);
    await page.click('input[type=submit]');
    expect(await pageId()).toBe('ConvergedProductNotice');
  });

  test('without its data the admin center shows its frame and an error', async () => {
    simulator.setScenario('admin-data-500');
    await reachCode();
    await page.fill('#idTxtBx_SAOTCC_OTC', codeOf(monitor));
    await page.click('#idSubmit_SAOTCC_Continue');
    await page.click('#idBtn_Back');
    await page.waitForSelector('#admin-home-container [role=alert]');
    expect(await page.locator('#O365_NavHeader').isVisible()).toBe(true);
    expect(await page.locator('#mectrl_main_trigger').count()).toBe(0);
  });

  test('foreign scripts are kept out', async () => {
    await page.goto('https://admin.microsoft.com/');
    await page.waitForSelector('#i0116');
    await expect(page.addScriptTag({ content: 'window.foreign = 1' })).rejects.toThrow(/Content Security/);
  });

  test('Chromium can trust the authority by its key alone', async () => {
    const key = new X509Certificate(readFileSync(simulator.ca)).publicKey.export({
      type: 'spki',
      format: 'der',
    });
    const hash = createHash('sha256').update(key).digest('base64');
    const strict = await launch('chromium', [`--ignore-certificate-errors-spki-list=${hash}`]);
    try {
      const other = await strict.newPage({ proxy: { server: simulator.proxy } });
      await other.goto('https://admin.microsoft.com/');
      await other.waitForSelector('#i0116');
      simulator.setScenario('sign-in-untrusted');
      const fresh = await strict.newPage({ proxy: { server: simulator.proxy } });
      await expect(fresh.goto('https://login.microsoftonline.com/')).rejects.toThrow(
        /ERR_CERT_AUTHORITY_INVALID/,
      );
    } finally {
      await strict.close();
    }
  });
});

describe('languages', () => {
  beforeAll(async () => {
    browser = await launch('chromium');
  });
  afterAll(() => browser.close());
  afterEach(closeContext);

  test.each([
    ['en-US', 'en-US', 1033, 'Sign in', 'Enter password', 'Microsoft 365 admin center'],
    ['ja-JP', 'ja', 1041, 'サインイン', 'パスワードの入力', 'Microsoft 365 管理センター'],
    ['de-DE', 'de', 7, 'Anmelden', 'Kennwort eingeben', 'Microsoft 365 Admin Center'],
  ])('%s is served as asked for', async (locale, mkt, lcid, signIn, enterPassword, title) => {
    await openContext(locale);
    await page.goto('https://admin.microsoft.com/');
    expect(await page.innerText('#loginHeader')).toBe(signIn);
    expect(await page.getAttribute('meta[name=LocLC]', 'content')).toBe(mkt);
    expect(await page.evaluate('window.ServerData.locale')).toEqual({ mkt, lcid });
    await signInByIds(page, monitor);
    expect(await page.evaluate('document.documentElement.lang')).toBe(mkt.slice(0, 2));
    await page.waitForSelector('#idTxtBx_SAOTCC_OTC');
    await page.goto('https://admin.microsoft.com/');
    await page.fill('#i0116', monitor.username);
    await page.click('#idSIButton9');
    await page.waitForSelector('[data-viewid="2"]');
    expect(await page.innerText('#loginHeader')).toBe(enterPassword);
    await page.fill('#i0118', monitor.password);
    await page.click('#idSIButton9');
    await page.fill('#idTxtBx_SAOTCC_OTC', codeOf(monitor));
    await page.click('#idSubmit_SAOTCC_Continue');
    await page.click('#idBtn_Back');
    await page.waitForSelector('#admin-home-container h1');
    expect(await page.title()).toBe(title);
  });

  test('the simulator can be set to a language, and an address asks louder', async () => {
    await openContext('en-US');
    simulator.setLanguage('ja');
    await page.goto('https://admin.microsoft.com/');
    expect(await page.innerText('#loginHeader')).toBe('サインイン');
    await page.goto('https://admin.microsoft.com/?mkt=de-DE');
    expect(await page.innerText('#loginHeader')).toBe('Anmelden');
  });
});
