import { createServer, type Server } from 'node:http';
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenBrowser, openBrowser } from '../../../lib/runner/browser.ts';
import { dismissCeremonies } from '../../../lib/sign-in/factors/ceremonies.ts';

let server: Server;
let address: string;
beforeAll(async () => {
  server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    // As Microsoft's pages say it: a script of their own, and no other.
    response.setHeader('content-security-policy', "script-src 'nonce-only'");
    response.end('<!DOCTYPE html><p>A page');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const listening = server.address();
  address = `http://localhost:${typeof listening === 'object' && listening !== null ? listening.port : 0}/`;
});
afterAll(() => server.close());

/** How a ceremony ends that the page begins; `open` when it is still going on a while later. */
const ceremony = (page: Page, mediation: 'optional' | 'conditional', isAborted = false): Promise<string> =>
  page.evaluate(
    async ([kind, aborts]) => {
      const abort = new AbortController();
      const asked = navigator.credentials
        .get({
          mediation: kind,
          signal: abort.signal,
          publicKey: { challenge: new Uint8Array(16), rpId: 'localhost', timeout: 120_000 },
        })
        .then(
          credential => credential?.id ?? 'none',
          (error: Error) => error.name,
        );
      if (aborts) abort.abort();
      // Only an offer that nobody withdraws may stay open: the others get all the time that they need.
      const whileMs = kind === 'conditional' && !aborts ? 500 : 60_000;
      const open = new Promise<string>(resolve => setTimeout(() => resolve('open'), whileMs));
      return Promise.race([asked, open]);
    },
    [mediation, isAborted] as const,
  );

const registration = (page: Page): Promise<string> =>
  page.evaluate(() =>
    navigator.credentials
      .create({
        publicKey: {
          challenge: new Uint8Array(16),
          rp: { id: 'localhost', name: 'A campaign' },
          user: { id: new Uint8Array(4), name: 'monitor', displayName: 'monitor' },
          pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
        },
      })
      .then(
        made => `made ${made?.id}`,
        (error: Error) => error.name,
      ),
  );

const key = { id: 'aWQ', userHandle: 'dXNlcg' };

describe.each(['chromium', 'firefox'] as const)('%s', engine => {
  let browser: OpenBrowser;
  beforeAll(async () => {
    browser = await openBrowser({ engine, headless: true, env: process.env, locale: 'en-US' });
  });
  afterAll(() => browser.close());

  test('without a passkey, a ceremony fails at once and an offer beside a field stays open', async () => {
    const context = await browser.newContext();
    await dismissCeremonies(context);
    const page = await context.newPage();
    await page.goto(address);
    expect(await ceremony(page, 'optional')).toBe('NotAllowedError');
    expect(await ceremony(page, 'conditional')).toBe('open');
    expect(await ceremony(page, 'conditional', true)).toBe('AbortError');
    expect(await ceremony(page, 'optional')).toBe('NotAllowedError');
    expect(await registration(page)).toBe('NotAllowedError');
    await context.close();
  });

  // The order in which init scripts run is not defined.
  test.each(['before', 'after'])(
    'an authenticator installed %s is asked, but makes no passkey',
    async order => {
      const context = await browser.newContext();
      if (order === 'before') await context.credentials.install();
      await dismissCeremonies(context);
      if (order === 'after') await context.credentials.install();
      const page = await context.newPage();
      await page.goto(address);
      expect(await ceremony(page, 'optional')).toBe('NotAllowedError');
      await context.credentials.create('localhost', key);
      expect(await ceremony(page, 'conditional')).toBe('open');
      expect(await ceremony(page, 'optional')).toBe(key.id);
      expect(await registration(page)).toBe('NotAllowedError');
      expect(await context.credentials.get()).toHaveLength(1);
      await context.close();
    },
  );

  test('a request that is not for a passkey is left to the browser', async () => {
    const context = await browser.newContext();
    await dismissCeremonies(context);
    const page = await context.newPage();
    await page.goto(address);
    expect(
      await page.evaluate(() => navigator.credentials.get({}).catch((error: Error) => error.name)),
    ).toBeOneOf([null, 'NotSupportedError']);
    await page.goto('about:blank');
    expect(await page.evaluate(() => document.readyState)).toBe('complete');
    await context.close();
  });
});
