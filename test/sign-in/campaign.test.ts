import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FactorId } from '../../lib/domain/account.ts';
import { type OpenBrowser, openBrowser } from '../../lib/runner/browser.ts';
import { readPage } from '../../lib/sign-in/page-reader.ts';
import { anyControl, controlsOf, viewOf } from '../../lib/sign-in/screens/screen.ts';
import { recognise, screens } from '../../lib/sign-in/screens/screens.ts';
import { nothingGiven } from './meet.ts';

// Which control clearly puts a campaign off is asked of a real page: nobody has seen Microsoft's (sign-in-facts 2.13).

let browser: OpenBrowser;
beforeAll(async () => {
  browser = await openBrowser({ engine: 'chromium', headless: true, env: process.env, locale: 'en-US' });
});
afterAll(() => browser.close());

const signIn = 'https://login.microsoftonline.com';
const selectors = [anyControl, ...screens.flatMap(controlsOf)];

interface Shown {
  readonly at?: string;
  readonly pageId?: string;
  readonly shown?: readonly FactorId[];
}

/** The screen that a page with this body is, after the password and a code. */
async function screenOf(
  body: string,
  {
    at = `${signIn}/common/SAS/ProcessAuth`,
    pageId = 'ConvergedSomething',
    shown = ['password', 'totp'],
  }: Shown = {},
): Promise<string | undefined> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const html = `<!DOCTYPE html><meta name="PageID" content="${pageId}"><body>${body}`;
    await page.route('**', route => route.fulfill({ body: html, contentType: 'text/html' }));
    await page.goto(at);
    const reading = await readPage(page, selectors, 60_000);
    if (reading === undefined) throw new Error('nothing was read');
    const past = {
      met: ['email', 'password', 'one_time_code'],
      typedIn: 0,
      held: new Set<FactorId>(['password', 'totp']),
    };
    return recognise(
      viewOf(reading, { ...past, shown: new Set(shown), ...nothingGiven }),
      reading,
      new Set([signIn]),
    )?.id;
  } finally {
    await context.close();
  }
}

const next = '<button class="ms-Button ms-Button--primary">Next</button>';
const mysignins = 'https://mysignins.microsoft.com/register?ctx=1';

describe('put off, where one control says that it does', () => {
  test.each([
    ['a link by its id', `${next}<a href="#" id="skipForNow">x</a>`],
    ['a link by its address', `${next}<a href="/common/resume?skipmfaregistration=1">x</a>`],
    ['a button by a test id', `${next}<button data-testid="nudge-not-now">x</button>`],
    ['a button by its template', `${next}<input type="button" data-bind="click: postponeRegistration">`],
    ['an input by its name', `<input type="submit" id="idSIButton9"><input type="submit" name="AskLater">`],
    ['a part of the page with a role', `${next}<div role="button" data-action="snooze">x</div>`],
    [
      'beside a link to the content',
      `${next}<a href="#main" id="skipToMain">x</a><a href="#" id="btnLater">x</a>`,
    ],
  ])('%s', async (_what, body) => {
    expect(await screenOf(body)).toBe('put_off_campaign');
    expect(await screenOf(body, { at: mysignins })).toBe('put_off_campaign');
  });
});

describe('left alone', () => {
  const skip = '<a href="#" id="skipForNow">x</a>';
  test.each<[string, string, Shown?]>([
    ['two ways past it', `${next}${skip}<button id="remindMeLater">x</button>`],
    ['two of one name', `${next}${skip}<a href="#" id="skipAll">x</a>`],
    ['no way on beside it', skip],
    ['the way on itself is called so', `${next}<button class="primary" id="skipAndAccept">x</button>`],
    ['what cannot be seen', `${next}<a href="#" id="skipForNow" style="display:none">x</a>`],
    ['a text alone', `${next}<a href="#">Skip for now</a>`],
    ['something is to be filled in', `${next}${skip}<input type="tel" name="phone">`],
    ['a new password is wanted', `${next}${skip}<input type="password" id="newPassword" name="newpasswd">`],
    ['only a link to the content', `${next}<a href="#main" id="skipToMain">x</a>`],
    ['only a password was given', `${next}${skip}`, { shown: ['password'] }],
    ['another site', `${next}${skip}`, { at: 'https://contoso.example/register' }],
    ['a site that calls itself so', `${next}${skip}`, { at: 'https://mysignins.microsoft.com.example/' }],
    ['a consent', `${next}${skip}`, { pageId: 'ConvergedConsent' }],
    ['an error', `${next}${skip}`, { pageId: 'ConvergedError' }],
    ['a password change', `${next}${skip}`, { pageId: 'ConvergedChangePassword' }],
    ['terms', `${next}${skip}`, { at: 'https://account.activedirectory.windowsazure.com/TermsOfUse' }],
  ])('%s', async (_what, body, more) => {
    expect(await screenOf(body, more)).not.toBe('put_off_campaign');
  });
});

test.each<[string, Shown, string | undefined]>([
  ['where registrations are hosted', { at: mysignins }, 'registration_campaign'],
  ['by what it is called', { pageId: 'ConvergedPasskeyNudge' }, 'registration_campaign'],
  [
    'where passkeys are made',
    { at: 'https://login.microsoft.com/common/fido/create' },
    'registration_campaign',
  ],
  ['not before a second factor', { at: mysignins, shown: ['password'] }, 'more_information'],
  ['not a page that nobody knows', {}, undefined],
])('a campaign that is not put off is recognised %s', async (_what, more, screen) => {
  expect(await screenOf(next, more)).toBe(screen);
});
