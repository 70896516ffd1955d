import type { Browser, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Reading, readPage } from '../../lib/sign-in/page-reader.ts';
import { controlsOf, viewOf } from '../../lib/sign-in/screens/screen.ts';
import { candidates, screens } from '../../lib/sign-in/screens/screens.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { launch } from '../simulator/browsers.ts';
import { ProxyClient } from '../simulator/proxy-client.ts';

// The pages before the password page, and instead of it: each is exactly one screen, in every language, when it is
// rendered; and its raw HTML, where a script builds the controls, is at least not taken for another one.

const login = 'https://login.microsoftonline.com';
const authorize = `${login}/common/oauth2/v2.0/authorize?client_id=x&redirect_uri=https%3A%2F%2Fx.example%2F`;
const visitor = 'visitor@contoso.onmicrosoft.com';

interface Front {
  readonly address: string;
  readonly screen: string;
  readonly pageId?: string;
  readonly scenario?: string;
  /** Comes after the name. */
  readonly asksName?: true;
}

const fronts: Record<string, Front> = {
  'browser SSO': {
    address: authorize,
    screen: 'browser_sso',
    pageId: 'BssoInterrupt',
    scenario: 'browser-sso',
  },
  'account picker': {
    address: authorize,
    screen: 'account_picker',
    pageId: 'ConvergedSignIn',
    scenario: 'account-picker',
  },
  'account picker, asked for': {
    address: `${authorize}&prompt=select_account`,
    screen: 'account_picker',
    pageId: 'ConvergedSignIn',
  },
  'account picker, a tile refused': {
    address: authorize,
    screen: 'account_picker',
    pageId: 'ConvergedSignIn',
    scenario: 'tile-refused',
  },
  'work or personal': {
    address: authorize,
    screen: 'work_or_personal',
    pageId: 'ConvergedSignIn',
    scenario: 'work-or-personal',
    asksName: true,
  },
  'several tenants': {
    address: authorize,
    screen: 'which_tenant',
    pageId: 'ConvergedSignIn',
    scenario: 'several-tenants',
    asksName: true,
  },
  'personal account, name': {
    address: 'https://login.live.com/oauth20_authorize.srf',
    screen: 'personal_account',
    pageId: 'i5030',
  },
  'personal account, password': {
    address: 'https://login.live.com/oauth20_authorize.srf?username=someone%40outlook.example',
    screen: 'personal_account',
    pageId: 'i5030',
  },
  'AD FS': { address: 'https://sts.contoso.example/adfs/ls/?username=a%40b', screen: 'adfs' },
  'AD FS, old': { address: 'https://fs.contoso.example/adfs/ls/?username=a%40b', screen: 'adfs' },
  'other identity provider': {
    address: 'https://sso.contoso.example/idp/SSO.saml2?username=a%40b',
    screen: 'federated_form',
  },
};

const selectors = screens.flatMap(controlsOf);
const held = new Set(['password', 'totp'] as const);
const idsOf = (reading: Reading) =>
  candidates(
    viewOf(reading, { met: [], typedIn: undefined, held, shown: new Set() }),
    reading,
    new Set([login]),
  ).map(({ id }) => id);

let browser: Browser;
let simulator: Simulator;
let page: Page | undefined;
beforeAll(async () => {
  browser = await launch('chromium');
  simulator = await startSimulator({ accounts: [{ username: visitor }] });
});
afterAll(async () => {
  await browser.close();
  await simulator.stop();
});
afterEach(async () => {
  await page?.context().close();
  page = undefined;
});

async function open({ address, scenario = 'ordinary', asksName }: Front, locale: string): Promise<Page> {
  simulator.setScenario(scenario);
  const proxy = { server: simulator.proxy };
  const opened = await (await browser.newContext({ proxy, ignoreHTTPSErrors: true, locale })).newPage();
  page = opened;
  // It would be gone at once; an answer without content leaves it where it is.
  await opened.route('**/*sso_reload*', route => route.fulfill({ status: 204 }));
  await opened.goto(address, { waitUntil: 'commit' });
  if (!asksName) return opened;
  await opened.fill('#i0116', visitor);
  await opened.click('#idSIButton9');
  return opened;
}

/** What the page is once it is one of the screens that are expected, and nothing moves any more. */
async function settled(on: Page, wanted: string): Promise<Reading | undefined> {
  let last: Reading | undefined;
  for (;;) {
    const isThere = last !== undefined && idsOf(last).includes(wanted);
    const next = await readPage(on, selectors, isThere ? 500 : 10_000, last);
    if (next === undefined) return last;
    last = next;
  }
}

describe.each(['en-US', 'ja-JP', 'de-DE'])('in %s', locale => {
  test.each(Object.entries(fronts))('%s, rendered', async (_what, front) => {
    const opened = await open(front, locale);
    const reading = await settled(opened, front.screen);
    expect(reading && idsOf(reading)).toEqual([front.screen]);
    expect(reading?.pageId).toBe(front.pageId);
    expect((await opened.getAttribute('html', 'lang'))?.slice(0, 2)).toBe(locale.slice(0, 2));
  });

  test.each(Object.entries(fronts))('%s, as the server sends it', async (_what, front) => {
    simulator.setScenario(front.scenario ?? 'ordinary');
    const client = new ProxyClient(simulator.proxy, simulator.ca, { 'accept-language': locale });
    const { body } = await client.get(front.address);
    expect(body).toContain(`lang="${locale.slice(0, 2)}"`);
    const [, pageId] = /<meta name="PageID" content="([^"]+)"/.exec(body) ?? [];
    expect(pageId).toBe(front.pageId);
    const raw = { url: front.address, document: 1, pageId, visible: [] } as Partial<Reading> as Reading;
    const known = screens.find(({ id }) => id === front.screen);
    if (pageId === undefined) expect(body).toMatch(/type="password"/);
    else expect(known?.pages.includes(pageId) || idsOf(raw).includes(front.screen)).toBe(true);
    expect(idsOf(raw).filter(id => id !== front.screen)).toEqual([]);
  });
});
