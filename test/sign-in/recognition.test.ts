import type { Browser, BrowserContext, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
import { nothingGiven } from './meet.ts';
import { engines, languages, pages, type SimulatedPage } from './pages.ts';

const origins = new Set(['https://login.microsoftonline.com', 'https://login.microsoft.com']);
const selectors = screens.flatMap(controlsOf);

/** The HTML of a page is the same to every engine: it is read alone by one of them (docs/coverage.md says so). */
const readerOfHtml: (typeof engines)[number] = 'chromium';

/** Longer than any page takes to build itself on a busy machine; only a page that is not what it should be lasts so long. */
const patienceMs = 60_000;

/** Looks at the pages of one simulator. */
class Looker {
  readonly #simulator: Simulator;
  readonly #account: ClientAccount;
  readonly #context: BrowserContext;
  readonly #turnClock: () => number;
  readonly #readsHtml: boolean;
  #tab: Page | undefined;
  #shown: { readonly answer: Answer; readonly body: string; readonly isAlone: boolean } | undefined;

  constructor(
    simulator: Simulator,
    context: BrowserContext,
    turnClock: () => number,
    { readsHtml }: { readonly readsHtml: boolean },
  ) {
    const [account] = simulator.accounts;
    if (account === undefined) throw new Error('The demo accounts are missing');
    this.#simulator = simulator;
    this.#account = account;
    this.#context = context;
    this.#turnClock = turnClock;
    this.#readsHtml = readsHtml;
  }

  /** The screens that know a page, rendered and from the HTML alone. */
  async look(wanted: SimulatedPage): Promise<SimulatedPage> {
    const answer = await this.#fetch(wanted);
    const raw = this.#readsHtml ? await this.#raw(answer, wanted) : wanted.raw;
    const rendered = await this.#rendered(answer, wanted);
    if (wanted.goesOn) {
      // It would come between the next page and us.
      await this.#tab?.close();
      this.#tab = undefined;
    }
    return { ...wanted, raw, rendered };
  }

  /** Walks by plain requests as far as these can get. */
  async #fetch({ scenario, way, at }: SimulatedPage): Promise<Answer> {
    this.#simulator.setScenario(scenario);
    const now = this.#turnClock(); // a code is good once
    const client = new ProxyClient(this.#simulator.proxy, this.#simulator.ca);
    if (at !== undefined) return client.get(at);
    const first = await openSignIn(client);
    if (way === 'opened' || way === 'named' || way === 'other ways') return first;
    const { username, password } = this.#account;
    const second = await client.follow(await postPassword(client, first, username, password));
    if (way === 'password') return second;
    const code = await tryCode(client, second, codeOf(this.#account, now));
    // A campaign may be hosted elsewhere.
    const third = await client.follow(await processAuth(client, second, code));
    return way === 'factor' ? third : postKmsi(client, third);
  }

  async #rendered(answer: Answer, wanted: SimulatedPage): Promise<string[]> {
    const tab = await this.#show(answer, answer.body);
    if (wanted.way === 'named' || wanted.way === 'other ways') {
      await tab.fill('#i0116', this.#account.username);
      await tab.click('#idSIButton9');
    }
    if (wanted.way === 'other ways') await tab.click('#idA_PWD_SwitchToCredPicker');
    let last: Reading | undefined;
    for (;;) {
      // Views slide in, and another one could follow: a page that is what it should be is looked at once more.
      const isExpected = last !== undefined && known(last, wanted).join() === wanted.rendered.join();
      const next = await readPage(tab, selectors, isExpected ? 300 : patienceMs, last);
      if (next === undefined) return known(last, wanted);
      last = next;
    }
  }

  async #raw(answer: Answer, wanted: SimulatedPage): Promise<string[]> {
    const tab = await this.#show(answer, withoutItsScript(answer.body), true);
    await tab.waitForLoadState('domcontentloaded');
    return known(await readPage(tab, selectors, patienceMs), wanted);
  }

  /** Puts an answer of the server where it came from; `isAlone`: without the scripts and styles that it asks for. */
  async #show(answer: Answer, body: string, isAlone = false): Promise<Page> {
    this.#shown = { answer, body, isAlone };
    const tab = (this.#tab ??= await this.#open());
    const show = () => tab.goto(answer.url, { waitUntil: 'commit' });
    // The page before may leave by itself at this moment, and ends this navigation with its own.
    await show().catch((error: Error) => {
      if (!/NS_BINDING_ABORTED|ERR_ABORTED|interrupted by another navigation/.test(error.message))
        throw error;
      return show();
    });
    return tab;
  }

  async #open(): Promise<Page> {
    const tab = await this.#context.newPage();
    await tab.route(/.*/, (route, request) => {
      const isPage = request.isNavigationRequest();
      const shown = this.#shown;
      if (isPage && request.url() === shown?.answer.url) {
        const { answer, body } = shown;
        const rules = answer.headers['content-security-policy'];
        const contentType = 'text/html; charset=utf-8';
        const more = rules === undefined ? {} : { headers: { 'content-security-policy': String(rules) } };
        return route.fulfill({ status: answer.status, contentType, body, ...more });
      }
      // Where a page goes on by itself, an answer without content leaves it where it is.
      if (isPage && !request.url().includes('/fido/get')) return route.fulfill({ status: 204 });
      return shown?.isAlone ? route.abort() : route.continue();
    });
    return tab;
  }
}

/** Hosted pages build themselves inline; as sent, their root is empty. */
const withoutItsScript = (html: string): string =>
  html.includes('id="root"') ? html.replace(/<script>[\s\S]*?<\/script>/, '') : html;

function known(reading: Reading | undefined, { way, held = ['password', 'totp'] }: SimulatedPage): string[] {
  if (reading === undefined) throw new Error('The page could not be read');
  const past = way === 'opened' ? { met: [], typedIn: undefined } : { met: ['email'], typedIn: 0 };
  const shown = new Set(['factor', 'kmsi'].includes(way) ? (['password', 'totp'] as const) : []);
  const view = viewOf(reading, { ...past, held: new Set(held), shown, ...nothingGiven });
  return candidates(view, reading, origins).map(({ id }) => id);
}

describe.each(engines)('on %s every page of the simulator is one screen', engine => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(engine);
  });
  afterAll(() => browser.close());

  // Side by side: most of the time is spent on seeing that nothing moves any more.
  test.concurrent.each(languages)(
    'in %s',
    async language => {
      let now = Date.now();
      const simulator = await startSimulator({ clock: () => now, language });
      const context = await browser.newContext({
        proxy: { server: simulator.proxy },
        ignoreHTTPSErrors: true,
      });
      try {
        const looker = new Looker(simulator, context, () => (now += 60_000), {
          readsHtml: engine === readerOfHtml,
        });
        const found: SimulatedPage[] = [];
        for (const each of pages) found.push(await looker.look(each));
        expect(found).toEqual(pages);
      } finally {
        await context.close();
        await simulator.stop();
      }
    },
    900_000,
  );
});

test('every screen has a page, and is the first to match it', () => {
  const first = new Set(pages.flatMap(({ rendered: [id] }) => id ?? []));
  expect(screens.map(({ id }) => id).filter(id => !first.has(id))).toEqual([]);
});

test('every page between the credentials and the application is in the table', () => {
  const shown = new Set(
    pages.map(({ scenario }) => JSON.stringify(scenarios[scenario]?.signIn?.interrupt?.page)),
  );
  const missing = Object.values(scenarios).filter(
    ({ signIn }) => !shown.has(JSON.stringify(signIn?.interrupt?.page)),
  );
  expect(missing.map(({ description }) => description)).toEqual([]);
});
