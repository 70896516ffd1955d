import type { Browser, Page, Route } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { defineMonitor } from '../../lib/domain/monitor.ts';
import { systemClock } from '../../lib/platform/clock.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { signIn } from '../../lib/sign-in/sign-in.ts';
import { launch } from '../simulator/browsers.ts';

// Who is given a password, on pages that are made up here: what a page looks like never counts, only where it stands.

const secret = 'Hunter2-of-the-monitor';
const monitor = defineMonitor({
  id: 'center',
  title: { en: 'Center', ja: 'センター' },
  urls: { global: 'https://center.example/' },
  ready: {
    hosts: ['center.example'],
    shell: ['#shell'],
    answers: [],
    whoAmI: { open: '#me', name: '#name' },
  },
});

const goTo = (address: string) => `<script>location.href = '${address}'</script>`;
const emailPage = (next: string) => `<meta name="PageID" content="ConvergedSignIn">
  <input id="i0116"><input type="submit" id="idSIButton9" onclick="location.href = '${next}'">`;
const adfsPage = `<form method="post"><input id="userNameInput" name="UserName"><input id="passwordInput" name="Password"
  type="password"><span id="submitButton" onclick="document.forms[0].submit()">Sign in</span></form>`;

const namePage = `<form><input name="identifier" autocomplete="username"><button>Next</button></form>`;

const login = 'https://login.microsoftonline.com/';
const sts = 'https://sts.contoso.example/';

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launch('chromium');
});
afterAll(() => browser.close());
afterEach(() => page.context().close());

/** Signs in on these pages; returns how it ended, and every place that the password went to. */
async function signInOn(pages: Record<string, string>, federation?: string) {
  const received: string[] = [];
  const context = await browser.newContext();
  page = await context.newPage();
  await context.route('**/*', async (route: Route) => {
    const request = route.request();
    if ((request.postData() ?? '').includes(secret)) received.push(new URL(request.url()).origin);
    const body = pages[request.url()];
    await route.fulfill({
      status: body === undefined ? 404 : 200,
      contentType: 'text/html',
      body: body ?? '',
    });
  });
  const { observation, screens } = await signIn({
    page,
    monitor,
    startUrl: 'https://center.example/',
    account: {
      id: 'contoso',
      username: 'monitor@contoso.example',
      tenant: 'contoso',
      cloud: 'global',
      password: new Secret(secret),
      ...(federation !== undefined && { federation }),
    },
    clock: systemClock,
    deadline: systemClock.elapsed() + 120_000,
    nextCode: () => Promise.reject(new Error('no codes here')),
  });
  const left = await page
    .locator('input')
    .evaluateAll(inputs => inputs.map(input => (input as HTMLInputElement).value));
  return { ending: observation.ending, screens, received, left };
}

const way = { 'https://center.example/': goTo(login), [login]: emailPage(sts), [sts]: adfsPage };

test('a password is typed at the identity provider that is configured, and once: its form again is its refusal', async () => {
  const { received, screens, ending } = await signInOn(way, 'https://sts.contoso.example');
  expect(received).toEqual(['https://sts.contoso.example']);
  expect(screens).toEqual(['email', 'adfs', 'adfs']);
  expect(ending).toBe('looping');
});

describe('nothing is typed', () => {
  const refused = { ending: 'untrusted', received: [] };

  test.each<[string, Record<string, string>, string | undefined]>([
    ['at an identity provider that nobody configured', way, undefined],
    ['at another one than the configured', way, 'https://sts.fabrikam.example'],
    [
      'at the configured one without https',
      {
        'https://center.example/': goTo(login),
        [login]: emailPage('http://sts.contoso.example/'),
        'http://sts.contoso.example/': adfsPage,
      },
      'https://sts.contoso.example',
    ],
    [
      'at the configured one, when not the sign-in has sent the browser there',
      { 'https://center.example/': goTo(sts), [sts]: adfsPage },
      'https://sts.contoso.example',
    ],
    [
      'not even the name, at one that nobody configured',
      { ...way, [sts]: namePage },
      'https://sts.fabrikam.example',
    ],
    [
      'where Defender stands before the sign-in',
      {
        'https://center.example/': goTo('https://login.microsoftonline.com.mcas.ms/'),
        'https://login.microsoftonline.com.mcas.ms/': emailPage(sts),
      },
      undefined,
    ],
  ])('%s', async (_where, pages, federation) => {
    const ended = await signInOn(pages, federation);
    expect(ended).toMatchObject(refused);
    expect(ended.left.join('')).toBe('');
  });

  test("where a page only looks like Microsoft's", async () => {
    const fake = 'https://login.microsoftonline.com.fabrikam.example/';
    const ended = await signInOn({
      'https://center.example/': goTo(fake),
      [fake]: `<meta name="PageID" content="ConvergedSignIn"><input id="i0116"><input id="idSIButton9" type="submit">`,
    });
    expect(ended).toMatchObject({ ending: 'unrecognised', received: [], screens: [] });
    expect(ended.left.join('')).not.toContain('monitor@');
  });
});
