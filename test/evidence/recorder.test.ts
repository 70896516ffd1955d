import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FlightRecorder } from '../../lib/evidence/recorder.ts';
import { frameScreenshot, maskedScreenshot } from '../../lib/evidence/screenshot.ts';
import { systemClock } from '../../lib/platform/clock.ts';
import { type OpenBrowser, openBrowser } from '../../lib/runner/browser.ts';
import { checkHar } from './har-rules.ts';
import { untilThere } from './until-there.ts';

const html = `<!doctype html><html lang="en"><head><title>A page</title><link rel="stylesheet" href="/style.css">
<script>globalThis.token = 'SECRET-IN-SCRIPT';</script><!-- SECRET-IN-COMMENT --></head>
<body onload="void 'SECRET-IN-HANDLER'"><h1 data-token="SECRET-IN-DATA">Sign in</h1>
<form action="/post?code=SECRET-IN-ADDRESS"><input type="hidden" name="flowToken" value="SECRET-HIDDEN">
<input id="field" name="passwd" value=""><textarea>SECRET-IN-AREA</textarea><input type="submit" value="Next"></form>
<a href="/x?code=SECRET-IN-LINK">on</a><div id="idRichContext_DisplaySign"></div></body></html>`;

const patienceMs = 60_000;

let server: Server;
let origin: string;
let browser: OpenBrowser;
let page: Page;
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/style.css')
      response.setHeader('Content-Type', 'text/css').end('h1 { color: rgb(1, 2, 3) }');
    else response.setHeader('Content-Type', 'text/html').setHeader('Set-Cookie', 'session=SECRET').end(html);
  }).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await openBrowser({ engine: 'chromium', headless: true, locale: 'en-US', env: process.env });
  page = await (await browser.newContext()).newPage();
});
afterAll(async () => {
  await browser.close();
  server.close();
});

test('what the page said and did is remembered; what it carries is not', async () => {
  const recorder = new FlightRecorder({
    page,
    clock: systemClock,
    browser: { name: 'chromium', version: '1' },
  });
  await page.goto(`${origin}/start?code=SECRET-IN-QUERY&mkt=ja-JP`);
  await page.evaluate(() => console.warn('a warning'));
  await Promise.all([
    page.waitForEvent('pageerror'),
    page.evaluate(() => setTimeout(() => JSON.parse('no JSON'))),
  ]);
  await recorder.look('email', patienceMs);
  const {
    filmstrip,
    stop,
    page: copy = '',
    network,
    lines,
    digest,
  } = await untilThere(async () => {
    const recording = await recorder.stop(1, false);
    return recording.stop && recording.page && recording.digest ? recording : undefined;
  });

  expect(filmstrip.map(({ screen }) => screen)).toEqual(['email']);
  expect(
    Buffer.from(stop ?? [])
      .subarray(0, 2)
      .toString('hex'),
  ).toBe('ffd8');
  expect(lines).toEqual([
    expect.stringMatching(/^\S+Z warning a warning$/),
    expect.stringMatching(/^\S+Z error SyntaxError: /),
  ]);
  expect(digest?.controls).toContain('input#field[name=passwd]');
  const { entries } = checkHar(network);
  expect(entries.map(({ request, response }) => [request.url, response.status])).toEqual([
    [`${origin}/start?code=[redacted]&mkt=ja-JP`, 200],
    [`${origin}/style.css`, 200],
  ]);
  expect(copy).toContain('rgb(1, 2, 3)');
  expect(copy).toContain('Next');
  expect(JSON.stringify([copy, network, lines, digest])).not.toContain('SECRET');
});

test('a page that is gone gives what was remembered of it, at once', async () => {
  const other = await page.context().newPage();
  const recorder = new FlightRecorder({
    page: other,
    clock: systemClock,
    browser: { name: 'x', version: '' },
  });
  await other.goto(origin);
  await recorder.look('email', patienceMs);
  await other.close();
  await recorder.look('password');
  const recording = await recorder.stop(1, false);
  expect(recording.filmstrip.map(({ screen, jpeg }) => [screen, jpeg !== undefined])).toEqual([
    ['email', true],
    ['password', false],
  ]);
  expect(recording.network.log.entries.length).toBeGreaterThan(0);
  expect(recording.stop ?? recording.page ?? recording.digest).toBeUndefined();
});

test('what a field holds, and the digits of number matching, are in no picture', async () => {
  await page.goto(origin);
  const pictures = async () => [
    await frameScreenshot(page, undefined, patienceMs),
    await untilThere(() => maskedScreenshot(page, undefined)),
  ];
  const show = (value: string, digits: string) =>
    page.evaluate(
      ([text = '', sign = '']) => {
        (document.getElementById('field') as HTMLInputElement).value = text;
        (document.getElementById('idRichContext_DisplaySign') as HTMLElement).textContent = sign;
      },
      [value, digits],
    );
  await show('one value', '42');
  const one = await pictures();
  await show('two other', '97');
  expect(await pictures()).toEqual(one);
  // The picture does change with what is not covered.
  await page.evaluate(() => document.querySelector('h1')?.append('!'));
  expect(await pictures()).not.toEqual(one);
});

test('where the user is not to be shown, the name is covered', async () => {
  await page.goto(origin);
  const name = (text: string) => page.evaluate(to => document.querySelector('h1')?.replaceChildren(to), text);
  const picture = (unnamed: string | undefined) => frameScreenshot(page, unnamed, patienceMs);
  await name('monitor@contoso.example');
  const one = [await picture('monitor@contoso.example'), await picture(undefined)];
  await name('MONITOR@contoso.example');
  const two = [await picture('monitor@contoso.example'), await picture(undefined)];
  expect(two[1]).not.toEqual(one[1]);
  expect(two[0]).toEqual(one[0]);
  expect(two[0]).toBeDefined();
});

const recorderOf = (other: Page) =>
  new FlightRecorder({ page: other, clock: systemClock, browser: { name: 'x', version: '' } });
const said = (lines: readonly string[]) => lines.map(line => line.replace(/^\S+ (?:warning|error) /, ''));

test('a line is kept whole, or left out and counted: half a secret would not be recognised', async () => {
  const other = await page.context().newPage();
  const recorder = recorderOf(other);
  await other.goto(origin);
  const long = `${'a'.repeat(9_990)} Hunter2-and-more`;
  for (const line of [long, 'b'.repeat(600_000), 'the last'])
    await other.evaluate(text => console.warn(text), line);
  expect(said(recorder.recording(1).lines)).toEqual([long, 'the last', '… left out: 1 events']);
  await other.close();
});

test('of many lines and requests the first and the last are remembered', async () => {
  const other = await page.context().newPage();
  const recorder = recorderOf(other);
  await other.goto(origin);
  await other.evaluate(async () => {
    for (let n = 0; n < 600; n += 1) console.warn(`line ${n}`);
    for (let n = 0; n < 1_100; n += 20)
      await Promise.all(Array.from({ length: 20 }, (_, m) => fetch(`/call-${n + m}`)));
    console.warn('then the call failed');
  });
  const { lines, network } = await untilThere(async () => {
    const recording = recorder.recording(1);
    return recording.lines.at(-1)?.includes('then the call') ? recording : undefined;
  });
  const shown = said(lines);
  expect(shown[0]).toBe('line 0');
  expect(shown).toContain('line 599');
  expect(shown).not.toContain('line 300');
  expect(shown.find(line => line.startsWith('…'))).toMatch(/left out: \d+ events$/);
  const urls = network.log.entries.map(({ request }) => request.url.replace(origin, ''));
  expect(urls.length).toBeLessThanOrEqual(1_000);
  expect(urls).toContain('/style.css');
  expect(urls).toContain('/call-1099');
  expect(urls).not.toContain('/call-550');
  await other.close();
});

test('a page that floods the console is not listened to for ever, and its last lines are there all the same', async () => {
  const other = await page.context().newPage();
  const recorder = recorderOf(other);
  await other.goto(origin);
  let heard = 0;
  other.on('console', () => (heard += 1));
  await other.evaluate(() => {
    for (let n = 0; n < 20_000; n += 1) console.warn(`line ${n} ${'x'.repeat(1_000)}`, { n });
    console.warn('the end');
  });
  await untilThere(async () => (heard >= 20_001 ? true : undefined));
  const { lines } = await recorder.stop(1, false);
  const shown = said(lines).map(line => line.slice(0, 20));
  expect(shown[0]).toMatch(/^line 0 x/);
  expect(shown.at(-1)).toBe('the end');
  expect(shown.some(line => line.startsWith('line 19999 x'))).toBe(true);
  expect(lines.find(line => line.startsWith('…'))).toMatch(/left out: \d+ events, and more$/);
  expect(lines.join('').length).toBeLessThan(1_100_000);
  await other.close();
});
