import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diagnose } from '../../lib/diagnosis/diagnose.ts';
import type { Observation } from '../../lib/domain/observation.ts';
import { Passed, saidOn } from '../../lib/sign-in/passed.ts';
import { viewOf } from '../../lib/sign-in/screens/screen.ts';
import { recognise } from '../../lib/sign-in/screens/screens.ts';
import { launch } from '../simulator/browsers.ts';
import { emailPage, federated, login, passwordPage, signInOn } from './made-up-pages.ts';
import { nothingGiven, reading } from './meet.ts';

// What a page has said counts, however long it stayed.

const origins = new Set(['https://login.microsoftonline.com']);
const past = { met: ['email'], typedIn: 0, held: new Set<never>(), shown: new Set<never>(), ...nothingGiven };
const look = (passed: Passed, page: ReturnType<typeof reading>) => {
  const view = viewOf(page, past);
  passed.see(page.document, saidOn(recognise(view, page, origins), view));
};
const blocked = reading('ConvergedConditionalAccess', [], { errorCode: '53003', document: 1 });
const next = reading('ConvergedSignIn', ['#i0116'], { document: 2 });

describe('what was said', () => {
  test('is known once another document has come', () => {
    const passed = new Passed();
    look(passed, blocked);
    expect(passed.list).toEqual([]);
    look(passed, next);
    expect(passed.list).toEqual([{ stop: 'conditional_access_blocked', errorCode: '53003' }]);
  });

  test('is known once, however often it comes', () => {
    const passed = new Passed();
    for (let n = 1; n < 10; n += 1) look(passed, { ...(n % 2 === 0 ? next : blocked), document: n });
    expect(passed.list).toHaveLength(1);
  });

  test('is known of an address that nobody had the time to look at', () => {
    const passed = new Passed();
    passed.arrive('https://login.live.com/oauth20_authorize.srf', past, origins);
    passed.arrive('https://login.microsoftonline.com/', past, origins);
    expect(passed.list).toMatchObject([{ stop: 'personal_account' }]);
  });

  test('is not known of a page that we have left ourselves', () => {
    const passed = new Passed();
    look(passed, blocked);
    passed.act('skip_more_information');
    look(passed, next);
    expect(passed.list).toEqual([]);
  });

  test('is not known where the same document shows something else by now', () => {
    const passed = new Passed();
    look(passed, blocked);
    look(passed, { ...next, document: 1 });
    look(passed, next);
    expect(passed.list).toEqual([]);
  });

  test('is forgotten when we get further, and only then', () => {
    const passed = new Passed();
    passed.act('email');
    look(passed, blocked);
    look(passed, next);
    passed.act('email');
    expect(passed.list).toHaveLength(1);
    passed.act('password');
    expect(passed.list).toEqual([]);
  });
});

describe('it is the cause', () => {
  const said = (passed: Observation['passed'], changes: Partial<Observation> = {}) =>
    diagnose({ ending: 'looping', missingAssets: [], answers: {}, ...(passed && { passed }), ...changes });

  test.each<[string, Observation['passed'], Partial<Observation>, string]>([
    ['of a loop', [{ stop: 'personal_account' }], {}, 'personal_account'],
    ['by its code', [{ stop: 'conditional_access_blocked', errorCode: '53000' }], {}, 'device_required'],
    ['the last that is understood', [{ errorCode: '50034' }, { errorCode: '59999' }], {}, 'account_unknown'],
    [
      'of a page that nobody knows',
      [{ errorCode: '53003' }],
      { ending: 'unrecognised' },
      'conditional_access_blocked',
    ],
    [
      'not where the end says more',
      [{ stop: 'personal_account' }],
      { page: { url: 'https://login.microsoftonline.com/', errorCode: '50053' } },
      'account_locked',
    ],
    ['not of a refusal', [{ stop: 'personal_account' }], { ending: 'browser_closed' }, 'browser_crashed'],
    ['not of a credential that nobody gave', [{ errorCode: '50126' }], {}, 'sign_in_loop'],
    [
      'of one that was',
      [{ errorCode: '50126' }],
      { given: [{ factor: 'password', host: 'x' }] },
      'password_wrong',
    ],
  ])('%s', (_what, passed, changes, cause) => {
    expect(said(passed, changes)).toBe(cause);
  });

  test('nothing where nothing was said', () => {
    expect(said(undefined)).toBe('sign_in_loop');
  });
});

describe('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch('chromium');
  });
  afterAll(() => browser.close());

  const live = 'https://login.live.com/';
  const leaves = (ms: number | undefined) =>
    `<input><script>${ms === undefined ? `location.href = '${login}'` : `setTimeout(() => { location.href = '${login}'; }, ${ms})`}</script>`;

  test.concurrent.each([undefined, 0, 50, 400])(
    "a personal account's page that sends the browser back after %s ms is the cause",
    async ms => {
      const { cause } = await signInOn(browser, federated({ [login]: emailPage(live), [live]: leaves(ms) }));
      expect(cause).toBe('personal_account');
    },
  );

  test.concurrent.each([
    ['53003', 'conditional_access_blocked'],
    ['50126', 'password_wrong'],
  ])('a page with %s that goes on to the password again: %s', async (code, expected) => {
    const answer = `${login}common/login`;
    const again = `${login}again`;
    const page = `<script>$Config = {"pgid":"ConvergedX","sErrorCode":"${code}"};
      setTimeout(() => { location.href = '${again}'; }, 5_000)</script>`;
    const { cause, sent } = await signInOn(
      browser,
      federated({
        [login]: emailPage(`${login}pw`),
        [`${login}pw`]: passwordPage(answer),
        [answer]: page,
        [again]: passwordPage(answer),
      }),
    );
    expect(cause).toBe(expected);
    expect(sent).toHaveLength(1);
  });
});
