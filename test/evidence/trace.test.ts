import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Cleaner } from '../../lib/evidence/cleaning/cleaner.ts';
import type { Identity } from '../../lib/evidence/cleaning/rewriter.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { type ClientAccount, startSimulator } from '../../simulator/simulator.ts';
import { forbiddenFor, searchFile } from '../e2e/leak-search.ts';
import { launch } from '../simulator/browsers.ts';

const username = 'recorded@contoso.onmicrosoft.com';
const password = 'Zx+q"u\'o&t%e <s> パスワード🔑';

/** A sign-in as anybody would script it, with all that Playwright writes down of it, secrets included. */
async function record(
  browser: Browser,
  proxy: string,
  { totp }: ClientAccount,
  folder: string,
): Promise<void> {
  const har = { path: join(folder, 'network.har'), content: 'embed' as const };
  const context = await browser.newContext({
    proxy: { server: proxy },
    ignoreHTTPSErrors: true,
    recordHar: har,
  });
  await context.tracing.start({ snapshots: true, screenshots: true, sources: true });
  const page = await context.newPage();
  await page.goto('https://admin.microsoft.com/');
  await page.fill('#i0116', username);
  await page.click('#idSIButton9');
  await page.fill('#i0118:not([aria-hidden])', password);
  await page.click('#idSIButton9');
  await page.fill('#idTxtBx_SAOTCC_OTC', new TOTP({ secret: totp }).generate());
  await page.click('#idSubmit_SAOTCC_Continue');
  await page.waitForSelector('#KmsiDescription');
  await page.evaluate(text => console.log(text), `signed in as ${username} with ${password}`);
  await page.click('#idBtn_Back');
  await page.waitForSelector('#mectrl_main_trigger');
  await context.storageState();
  await context.tracing.stop({ path: join(folder, 'trace.zip') });
  await context.close();
}

/** Playwright's own trace viewer, as `npx playwright show-trace` serves it, and a trace beside it. */
function serveViewer(trace: () => Uint8Array): Promise<Server> {
  const viewer = join(
    dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')),
    'lib/vite/traceViewer',
  );
  const types: Record<string, string> = {
    '.html': 'text/html',
    '.js': 'text/javascript',
    '.css': 'text/css',
    '.svg': 'image/svg+xml',
  };
  const server = createServer(({ url = '' }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    try {
      const bytes =
        pathname === '/trace.zip' ? trace() : readFileSync(join(viewer, pathname.replace('/trace/', '')));
      response
        .writeHead(200, { 'content-type': types[extname(pathname)] ?? 'application/octet-stream' })
        .end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server)));
}

describe('a trace of a sign-in', () => {
  const folder = mkdtempSync(join(tmpdir(), 'genkan-trace-'));
  let browser: Browser;
  let account: ClientAccount;
  let trace: Uint8Array;
  let har: Uint8Array;

  beforeAll(async () => {
    const simulator = await startSimulator({ accounts: [{ username, password }] });
    browser = await launch('chromium', ['--no-sandbox']);
    account = simulator.accounts.find(candidate => candidate.username === username) as ClientAccount;
    await record(browser, simulator.proxy, account, folder);
    await simulator.stop();
    trace = readFileSync(join(folder, 'trace.zip'));
    har = readFileSync(join(folder, 'network.har'));
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const cleanerFor = (identity: Identity): Cleaner => {
    const totp = new TOTP({ secret: account.totp });
    const codes = Array.from({ length: 8 }, (_, n) =>
      totp.generate({ timestamp: Date.now() + (n - 6) * 30_000 }),
    );
    return new Cleaner(
      [account.password, account.totp, ...codes].map(value => new Secret(value)),
      identity,
    );
  };
  const shown: Identity = { shown: true, names: [] };

  test('holds secrets in more than six places, and the search finds them: it can fail', () => {
    const found = cleanerFor(shown).scan(trace, 'trace.zip');
    const secrets = found.filter(({ what }) => what === 'a secret').map(({ where }) => where);
    expect(secrets.length).toBeGreaterThanOrEqual(6);
    expect(found.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        'a signed token',
        'an opaque token',
        'a session cookie',
        'a code or token in an address or form',
        'a token in data',
      ]),
    );
    // The other search, which shares nothing with the product's, agrees.
    expect(searchFile(trace, 'trace.zip', forbiddenFor([account])).length).toBeGreaterThanOrEqual(6);
  });

  test.each(['trace', 'har'] as const)('%s: nothing is found once it is cleaned', form => {
    const { bytes, ...dropped } = cleanerFor(shown).clean(form, form, form === 'trace' ? trace : har);
    expect(dropped).toEqual({});
    expect(searchFile(bytes ?? trace, form, forbiddenFor([account]))).toEqual([]);
  });

  test('names of account and tenant go where they are to be masked', () => {
    const tenantId = '6babcaad-604b-40ac-a9d7-9fd97c0b779f';
    const names = [username, tenantId];
    const masked = cleanerFor({ shown: false, names });
    for (const [form, bytes] of [
      ['trace', trace],
      ['har', har],
    ] as const) {
      expect(
        searchFile(
          bytes,
          form,
          names.map(name => ({ name, pattern: new RegExp(name, 'i') })),
        ),
      ).not.toEqual([]);
      const cleaned = masked.clean(form, form, bytes).bytes ?? bytes;
      const patterns = [...names, 'recorded%40', 'recorded@', 'Contoso<'].map(name => ({
        name,
        pattern: new RegExp(name, 'i'),
      }));
      expect(searchFile(cleaned, form, patterns)).toEqual([]);
    }
  });

  test("opens in Playwright's trace viewer, with actions, snapshots and network", async () => {
    const cleaned = cleanerFor(shown).clean('trace', 'trace.zip', trace).bytes ?? Buffer.alloc(0);
    const server = await serveViewer(() => cleaned);
    try {
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
      await page.goto(`${origin}/trace/index.html?trace=${origin}/trace.zip`);
      await expectViewer(page);
      await page.close();
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

/** The steps with nothing typed in them, the page as it stood after one, and the requests with their answers. */
async function expectViewer(page: Page): Promise<void> {
  const fills = page.locator('[data-testid=actions-tree] .action-title', { hasText: 'Fill "[redacted]"' });
  await fills.nth(1).click();
  expect(await fills.count()).toBe(3);
  await page.getByRole('tab', { name: 'After' }).click();
  const field = page
    .frameLocator('iframe[name=snapshot].snapshot-visible')
    .locator('#i0118:not([aria-hidden])');
  await field.waitFor();
  expect(await field.inputValue()).toBe('[redacted]');
  // Styles came along, too: it looks like the page that it was.
  expect(await field.evaluate(element => getComputedStyle(element).borderBottomWidth)).toBe('1px');
  await page.getByRole('tab', { name: 'Network' }).click();
  await page.getByText('GetCredentialType', { exact: false }).first().click();
  await page.getByRole('tab', { name: 'Payload' }).click();
  await page
    .getByText(/"flowToken": "\[redacted\]"/)
    .first()
    .waitFor();
}
