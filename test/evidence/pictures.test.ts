import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FlightRecorder } from '../../lib/evidence/recorder.ts';
import { systemClock } from '../../lib/platform/clock.ts';
import { type OpenBrowser, openBrowser } from '../../lib/runner/browser.ts';
import { untilThere } from './until-there.ts';

const patienceMs = 60_000;
const secret = 'correct-horse-9';

const fontPage = `<!doctype html><style>@font-face { font-family: slow; src: url(/never.woff2) }
h1 { font-family: slow }</style><h1>A title</h1>`;
const pages: Readonly<Record<string, string>> = {
  '/font': fontPage,
  '/frame': '<!doctype html><h1>A title</h1><iframe src="/never-frame"></iframe><iframe></iframe>',
};

let server: Server;
let origin: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    // The font is asked for, and never comes.
    if (request.url?.startsWith('/never')) return;
    response.setHeader('Content-Type', 'text/html');
    response.end(pages[request.url ?? ''] ?? '<!doctype html><body></body>');
  }).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe.each(['chromium', 'firefox'] as const)('%s', engine => {
  let browser: OpenBrowser;
  let page: Page;
  beforeAll(async () => {
    browser = await openBrowser({ engine, headless: true, locale: 'en-US', env: process.env });
    page = await (await browser.newContext()).newPage();
  });
  afterAll(() => browser.close());

  const recorder = (shown = page) =>
    new FlightRecorder({ page: shown, clock: systemClock, browser: { name: engine, version: '' } });

  test('a web font that never comes costs no picture', async () => {
    const asked = page.waitForRequest(/never/);
    await page.goto(`${origin}/font`, { waitUntil: 'domcontentloaded' });
    await asked;
    const flight = recorder();
    await flight.look('email', patienceMs);
    expect(flight.recording(1).filmstrip[0]?.jpeg).toBeDefined();
    const stopped = await untilThere(async () => {
      const recording = await flight.stop(1, false);
      return recording.stop && recording;
    });
    expect(stopped.text).toContain('A title');
  });

  test('a frame that never comes costs no picture either', async () => {
    const other = await page.context().newPage();
    const asked = other.waitForRequest(/never-frame/);
    await other.goto(`${origin}/frame`, { waitUntil: 'commit' });
    await asked;
    const flight = recorder(other);
    await flight.look('email', patienceMs);
    await other.close();
    const [frame] = flight.recording(1).filmstrip;
    expect(frame?.jpeg).toBeDefined();
    expect(frame?.text).toContain('A title');
  });

  test.each<[string, string]>([
    ['a text', `<p>Wrong: ${secret}</p>`],
    ['parts of a text', '<p><b>correct</b>-hor<!-- -->se-9</p>'],
    ['a placeholder', `<input placeholder="${secret}">`],
    ['a button', `<input type="submit" value="${secret}">`],
    ['the text for a picture', `<img alt="${secret}" src="x:">`],
    ['a list', `<select><option>${secret}</option></select>`],
    ['a shadow root', `<div><template shadowrootmode="open"><p>${secret}</p></template></div>`],
    ['a frame', `<iframe srcdoc="<p>${secret}</p>"></iframe>`],
    [
      'a page that names its elements like what it is asked with',
      `<form name="createTreeWalker"></form><p>${secret}</p>`,
    ],
  ])('the text that a picture shows in %s is read with it', async (_where, body) => {
    await page.goto(origin);
    // Not `innerHTML`, which makes no shadow root.
    await page.evaluate(
      html => Document.prototype.write.call(document, html),
      `<!doctype html><body>${body}`,
    );
    const flight = recorder();
    await flight.look('password', patienceMs);
    expect(flight.recording(1).filmstrip[0]?.text).toContain(secret);
  });

  test('scripts, and what fields hold, are not', async () => {
    await page.goto(origin);
    await page.evaluate(value => {
      document.body.innerHTML = `<script>"${value}"</script><input value="${value}"><input type=password value="${value}">`;
    }, secret);
    const flight = recorder();
    await flight.look('password', patienceMs);
    expect(flight.recording(1).filmstrip[0]?.text).not.toContain(secret);
  });
});
