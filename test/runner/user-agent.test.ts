import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { engineSettings } from '../../lib/config/configuration.ts';
import { parseConfiguration } from '../../lib/config/load.ts';
import { openBrowser } from '../../lib/runner/browser.ts';

let server: Server;
let address: string;
const asked: Array<string | undefined> = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.headers['user-agent']);
    response.setHeader('content-type', 'text/html');
    response.end('<p>A page');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const listening = server.address();
  address = `http://127.0.0.1:${typeof listening === 'object' && listening !== null ? listening.port : 0}/`;
});
afterAll(() => server.close());

const own = 'Mozilla/5.0 (X11; Linux x86_64) Contoso/1.0';

const settingsOf = (browser: string) =>
  parseConfiguration(
    `location: tokyo
browser: ${browser}
accounts: { contoso: { username: monitor@contoso.onmicrosoft.com, tenant: contoso, password: env:P } }
monitors: { admin-center: { accounts: [contoso] } }
`,
    'genkan.yaml',
    { monitorIds: ['admin-center'], hostname: 'host' },
  );

test.each([
  ['chromium', '{ engines: [chromium] }', /HeadlessChrome/],
  ['chromium', `{ engines: [chromium], userAgent: "${own}" }`, own],
  ['firefox', `{ engines: [chromium, firefox], userAgent: { firefox: "${own}" } }`, own],
] as const)('%s with %s calls itself %s', async (engine, configured, name) => {
  const settings = settingsOf(configured);
  const browser = await openBrowser({
    engine,
    headless: true,
    env: process.env,
    ...engineSettings(settings, engine),
  });
  try {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(address);
    const called = await page.evaluate(() => navigator.userAgent);
    expect(called).toMatch(name);
    expect(asked.at(-1)).toBe(called);
  } finally {
    await browser.close();
  }
});

test('the name for one engine is not used for another', () => {
  const settings = settingsOf(`{ engines: [chromium, firefox], userAgent: { firefox: "${own}" } }`);
  expect(engineSettings(settings, 'chromium')).toEqual({ locale: 'en-US' });
  expect(engineSettings(settings, 'firefox')).toEqual({ locale: 'en-US', userAgent: own });
});
