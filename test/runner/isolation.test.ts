import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../lib/platform/clock.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { type OpenBrowser, openBrowser } from '../../lib/runner/browser.ts';
import { signIn } from '../../lib/sign-in/sign-in.ts';
import { Authenticator } from '../../lib/sign-in/totp.ts';
import adminCenter from '../../monitors/admin-center.monitor.ts';
import { numberedAccounts } from '../../simulator/accounts.ts';
import { createAuthority } from '../../simulator/network/authority.ts';
import { openProxy, type Proxy } from '../../simulator/network/proxy.ts';
import { type ClientAccount, type Simulator, startSimulator } from '../../simulator/simulator.ts';

// One browser process serves many accounts, each in a context of its own. Here one context tries to leave behind
// whatever a site can leave, and another one, at the same time and afterwards, looks for it.

const folder = mkdtempSync(join(tmpdir(), 'genkan-test-'));
const trust = join(folder, 'authority.pem');
let proxy: Proxy;
let simulator: Simulator;
let served = 0;

/** A site that remembers its visitors in every way there is. */
function site(request: IncomingMessage, response: ServerResponse): void {
  const { url, headers } = request;
  response.setHeader('content-type', 'text/html');
  if (url === '/worker.js') response.setHeader('content-type', 'text/javascript');
  if (url === '/cached') {
    response.setHeader('cache-control', 'max-age=3600, immutable').end(String((served += 1)));
  } else if (url === '/private' && headers.authorization === undefined) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' }).end();
  } else if (url === '/worker.js') {
    response.end("self.addEventListener('fetch', () => undefined);");
  } else {
    if (url === '/leave') response.setHeader('set-cookie', 'who=first; Secure; Max-Age=3600');
    response.end('<!DOCTYPE html><title>site</title>');
  }
}

beforeAll(async () => {
  const [ours, unknown] = await Promise.all([
    createAuthority('Ours', randomBytes),
    createAuthority('Unknown', randomBytes),
  ]);
  simulator = await startSimulator({
    // Each engine has its own: a one-time code is good once.
    accounts: [...numberedAccounts(2, 'chromium'), ...numberedAccounts(2, 'firefox')],
  });
  writeFileSync(trust, ours.pem);
  proxy = await openProxy({
    port: 0,
    leaves: new Map([['site.example', () => ours.leaf('site.example')]]),
    untrusted: await unknown.leaf('untrusted.example'),
    listener: site,
    connectionFault: () => undefined,
    onRefused: () => undefined,
    asksForCertificate: () => false,
  });
});
afterAll(async () => {
  await Promise.all([proxy.stop(), simulator.stop()]);
  rmSync(folder, { recursive: true });
});

describe.each(['chromium', 'firefox'] as const)('in one process of %s', engine => {
  let browser: OpenBrowser;
  const start = async (to: string, trusted: string) => {
    browser = await openBrowser({
      engine,
      headless: true,
      proxy: new Secret(to),
      trust: trusted,
      locale: 'en-US',
      env: { PATH: process.env['PATH'] },
    });
  };
  afterEach(() => browser.close());

  test('what a site leaves in one context cannot be found in another', async () => {
    await start(proxy.url, trust);
    const first = await visit(await browser.newContext(), '/leave');
    await first.evaluate(leaveEverything);
    const found = await first.evaluate(lookForEverything);
    // It works at all: the one who left it finds all of it.
    expect(found).toEqual({
      cookie: 'who=first',
      local: 'first',
      session: 'first',
      databases: ['first'],
      caches: ['first'],
      workers: 1,
      cached: expect.any(String) as string,
      privateStatus: 200,
    });

    const nothing = { cookie: '', local: null, session: null, databases: [], caches: [], workers: 0 };
    const beside = await visit(await browser.newContext(), '/look');
    const seen = await beside.evaluate(lookForEverything);
    expect(seen).toMatchObject({ ...nothing, privateStatus: 401 });
    expect(seen.cached).not.toBe(found.cached);

    await first.context().close();
    const after = await (await visit(await browser.newContext(), '/look')).evaluate(lookForEverything);
    expect(after).toMatchObject({ ...nothing, privateStatus: 401 });
    expect([found.cached, seen.cached]).not.toContain(after.cached);
  });

  test('an account that is still signed in is not known to the next one', async () => {
    await start(simulator.proxy, simulator.ca);
    const [first, second] = simulator.accounts.filter(({ username }) => username.startsWith(engine));
    if (first === undefined || second === undefined) throw new Error('the accounts are missing');
    const one = await browser.newContext();
    expect(await enter(one, first)).toEqual(['inside', true]);
    expect(await tilesOf(one)).toEqual([first.username]);

    const two = await browser.newContext();
    expect(await two.cookies()).toEqual([]);
    expect((await two.storageState()).origins).toEqual([]);
    expect(await tilesOf(two)).toEqual([]);
    expect(await enter(two, second)).toEqual(['inside', true]);
    expect(await tilesOf(two)).toEqual([second.username]);
    expect(await tilesOf(one)).toEqual([first.username]);

    await one.close();
    expect(await tilesOf(await browser.newContext())).toEqual([]);
  });
});

async function visit(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`https://site.example${path}`);
  return page;
}

/** Signs in as a run does, and does not sign out: how it ended, and whether the password was asked for. */
async function enter(context: BrowserContext, { username, password, totp }: ClientAccount) {
  const authenticator = new Authenticator(new Secret(totp));
  const { observation, credentialsTyped } = await signIn({
    page: await context.newPage(),
    monitor: adminCenter,
    startUrl: 'https://admin.microsoft.com/',
    account: {
      id: 'x',
      username,
      tenant: 'contoso',
      cloud: 'global',
      password: new Secret(password),
      totp: new Secret(totp),
    },
    clock: systemClock,
    deadline: systemClock.elapsed() + 60_000,
    nextCode: () =>
      Promise.resolve(authenticator.code(authenticator.firstUsableStep(systemClock.now())).code),
  });
  return [observation.ending, credentialsTyped];
}

/** Whom the sign-in knows in this context. */
async function tilesOf(context: BrowserContext): Promise<string[]> {
  const page = await context.newPage();
  const asked = new URLSearchParams({
    client_id: 'x',
    redirect_uri: 'https://x.example/',
    prompt: 'select_account',
  });
  await page.goto(`https://login.microsoftonline.com/common/oauth2/v2.0/authorize?${asked}`);
  await page.waitForSelector('#otherTile');
  const tiles = await page
    .locator('[role="button"][data-test-id]')
    .evaluateAll(found => found.map(tile => tile.getAttribute('data-test-id') ?? ''));
  await page.close();
  return tiles;
}

/** Runs inside the page. */
async function leaveEverything(): Promise<void> {
  localStorage.setItem('who', 'first');
  sessionStorage.setItem('who', 'first');
  await new Promise((resolve, reject) => {
    const opening = indexedDB.open('first');
    opening.addEventListener('success', () => resolve(opening.result.close()));
    opening.addEventListener('error', () => reject(new Error('no database')));
  });
  const cache = await caches.open('first');
  await cache.put('/kept', new Response('first'));
  await navigator.serviceWorker.register('/worker.js');
  await navigator.serviceWorker.ready;
  await (await fetch('/cached')).text();
  await new Promise(resolve => {
    const request = new XMLHttpRequest();
    request.open('GET', '/private', true, 'first', 'secret');
    request.addEventListener('loadend', resolve);
    request.send();
  });
}

/** Runs inside the page. */
async function lookForEverything() {
  return {
    cookie: document.cookie,
    local: localStorage.getItem('who'),
    session: sessionStorage.getItem('who'),
    databases: (await indexedDB.databases()).map(({ name }) => name ?? ''),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    cached: await (await fetch('/cached', { cache: 'force-cache' })).text(),
    privateStatus: (await fetch('/private')).status,
  };
}
