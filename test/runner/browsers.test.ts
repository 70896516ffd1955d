import { afterEach, beforeEach, expect, test } from 'vitest';
import { Browsers } from '../../lib/runner/browsers.ts';

let elapsed = 0;
let browsers: Browsers;
beforeEach(() => {
  elapsed = 0;
  browsers = new Browsers(engine => ({ engine, headless: true, locale: 'en-US', env: process.env }), {
    mostRuns: 3,
    elapsed: () => elapsed,
  });
});
afterEach(() => browsers.close());

test('one browser serves all, is replaced when it has run enough, and is closed when nobody uses it', async () => {
  const [first, second] = await Promise.all([browsers.lease('chromium'), browsers.lease('chromium')]);
  expect(second.browser).toBe(first.browser);
  second.release();
  const third = await browsers.lease('chromium');
  expect(third.browser).toBe(first.browser);
  const fourth = await browsers.lease('chromium');
  expect(fourth.browser).not.toBe(first.browser);
  first.release();
  expect(first.browser.isConnected()).toBe(true);
  third.release();
  await expect.poll(() => first.browser.isConnected()).toBe(false);

  elapsed = 100_000;
  browsers.closeIdle(1_000);
  expect(fourth.browser.isConnected()).toBe(true);
  fourth.release();
  elapsed += 999;
  browsers.closeIdle(1_000);
  expect((await browsers.lease('chromium')).browser).toBe(fourth.browser);
  await browsers.close();
  expect(fourth.browser.isConnected()).toBe(false);
});

test('idle for long enough, it is closed; the next one gets another', async () => {
  const { browser, release } = await browsers.lease('chromium');
  release();
  elapsed = 1_000;
  browsers.closeIdle(1_000);
  await expect.poll(() => browser.isConnected()).toBe(false);
  const next = await browsers.lease('chromium');
  expect(next.browser.isConnected()).toBe(true);
});

test('one that crashed is replaced, while those who had it give it back', async () => {
  const first = await browsers.lease('chromium');
  await first.browser.close();
  const second = await browsers.lease('chromium');
  expect(second.browser).not.toBe(first.browser);
  first.release();
  expect(second.browser.isConnected()).toBe(true);
});

test('one that is retired is given to no other sign-in, and is closed after the last one that uses it', async () => {
  const [first, second] = await Promise.all([browsers.lease('chromium'), browsers.lease('chromium')]);
  first.retire();
  first.release();
  expect(second.browser.isConnected()).toBe(true);
  const third = await browsers.lease('chromium');
  expect(third.browser).not.toBe(first.browser);
  // Of a browser that is no longer given to anybody, another one is not retired.
  second.retire();
  expect((await browsers.lease('chromium')).browser).toBe(third.browser);
  second.release();
  await expect.poll(() => second.browser.isConnected()).toBe(false);
});

test('one that does not start is tried again the next time', async () => {
  await expect(browsers.lease('webkit')).rejects.toThrow('the engine webkit is not installed');
  await expect(browsers.lease('webkit')).rejects.toThrow('the engine webkit is not installed');
});
