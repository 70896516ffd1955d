import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from '../simulator/browsers.ts';
import { federated, goTo, login, signInOn, sts } from './made-up-pages.ts';

// The difference between the clocks goes into one-time codes, the guard's budget and the record.

let browser: Browser;
beforeAll(async () => {
  browser = await launch('chromium');
});
afterAll(() => browser.close());

const day = 24 * 60 * 60_000;
const date = (aheadMs: number) => ({ date: new Date(Date.now() + aheadMs).toUTCString() });

/** How far our clock is ahead, in whole days, where these places answer with these headers. */
async function daysAhead(headers: Readonly<Record<string, Readonly<Record<string, string>>>>) {
  const pages = federated({ [sts]: goTo(`${login}login.srf`) });
  const { cause, clockSkewMs } = await signInOn(browser, pages, { headers });
  expect(cause).toBe('inside');
  return clockSkewMs === undefined ? undefined : Math.round(clockSkewMs / day);
}

test.concurrent("it is measured by the clock of Microsoft's sign-in", async () => {
  const theirs = date(-3 * day);
  expect(await daysAhead({ [login]: theirs, [`${login}login.srf`]: theirs })).toBe(3);
});

test.concurrent('the clocks of an identity provider and of the center do not count', async () => {
  const wrong = date(-9 * day);
  const headers = { [sts]: wrong, 'https://center.example/': wrong };
  expect(await daysAhead({ ...headers, [login]: date(0) })).toBe(0);
  expect(await daysAhead(headers)).toBeUndefined();
});

test.concurrent('a page from a cache does not count', async () => {
  const cached = { ...date(-9 * day), age: '777600' };
  expect(await daysAhead({ [login]: date(0), [`${login}login.srf`]: cached })).toBe(0);
});

test.concurrent.each(['0', '1', 'never', '2020', '28 November'])(
  'a date of %j is not used as a time',
  async written => {
    expect(
      await daysAhead({ [login]: { date: written }, [`${login}login.srf`]: { date: written } }),
    ).toBeUndefined();
  },
);
