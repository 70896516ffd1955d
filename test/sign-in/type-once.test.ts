import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launch } from '../simulator/browsers.ts';
import { adfsPage, emailPage, federated, goTo, login, passwordPage, signInOn, sts } from './made-up-pages.ts';

// A credential is typed once for each sign-in, whatever the next page looks like and whichever server sends it.

const next = `${sts}next`;
const form = (fields: string, action = next) =>
  `<form method="post" action="${action}">${fields}<button>Go</button></form>`;
const name = '<input name="username" autocomplete="username">';
const password = '<input type="password" name="password">';
const alert = '<p role="alert">Something is wrong.</p>';
/** A widget that shows another field in place of the password, in the same document. */
const widget = (fields: string) => `<form>${name}${password}<button>Go</button></form><script>
  document.forms[0].onsubmit = event => {
    event.preventDefault();
    fetch('${sts}api', { method: 'POST', body: new URLSearchParams(new FormData(event.target)) })
      .then(() => { event.target.innerHTML = '${fields}<button>Verify</button>'; });
  };
</script>`;

const mine = 'https://mfa.contoso.example/';

let browser: Browser;
beforeAll(async () => {
  browser = await launch('chromium');
});
afterAll(() => browser.close());

describe('after the password', () => {
  test.concurrent.each<[string, Record<string, string | string[]>, string]>([
    [
      'AD FS wants a passcode in a field like that of the password',
      { [sts]: adfsPage(next), [next]: form('<input type="password" name="Passcode">') },
      'idp_factor_required',
    ],
    [
      'AD FS wants it in a field of the very same name',
      { [sts]: adfsPage(next), [next]: form('<input type="password" id="passwordInput" name="Password">') },
      'idp_factor_required',
    ],
    [
      'another server wants a passcode of the very same name, and no name',
      { [sts]: form(name + password), [next]: form(password) },
      'idp_factor_required',
    ],
    [
      'another server wants a code of digits',
      { [sts]: form(name + password), [next]: form('<input type="tel" name="otp">') },
      'idp_factor_required',
    ],
    [
      'another server wants a number',
      { [sts]: form(name + password), [next]: form('<input type="number" name="token">') },
      'idp_factor_required',
    ],
    [
      'another server wants six digits, each in a field',
      { [sts]: form(name + password), [next]: form('<input maxlength="1" name="d">'.repeat(6)) },
      'idp_factor_required',
    ],
    [
      'another server wants a code, with the name beside it',
      { [sts]: form(name + password), [next]: form(`${name}<input autocomplete="one-time-code" name="c">`) },
      'idp_factor_required',
    ],
    [
      'a passcode is asked for on a host that nobody configured',
      { [sts]: form(name + password, mine), [mine]: form('<input type="password" name="pin">') },
      'idp_factor_required',
    ],
    [
      'a widget shows a passcode in place of the password',
      { [sts]: widget('<input type="password" name="passcode">') },
      'idp_factor_required',
    ],
    [
      'a widget shows a code under the very same name',
      { [sts]: widget('<input type="text" name="password" inputmode="numeric">') },
      'idp_factor_required',
    ],
    [
      'AD FS wants the password, after another page of that server has had it',
      { [sts]: form(name + password), [next]: adfsPage() },
      'idp_factor_required',
    ],
    [
      'another page of that server wants it, after AD FS',
      { [sts]: adfsPage(next), [next]: form(name + password) },
      'idp_factor_required',
    ],
    [
      'the same form comes again',
      { [sts]: form(name + password), [next]: form(name + password) },
      'idp_rejected',
    ],
    [
      'the same form comes again without the name, and an error',
      { [sts]: form(name + password), [next]: alert + form(password) },
      'idp_rejected',
    ],
    [
      'the password alone comes again, where the name has a page of its own',
      { [sts]: form(name, `${sts}password`), [`${sts}password`]: form(password), [next]: form(password) },
      'idp_rejected',
    ],
    [
      'the same form comes again, with a captcha',
      { [sts]: form(name + password), [next]: form(`${name}${password}<input name="captcha">`) },
      'idp_rejected',
    ],
    [
      'a new password is wanted',
      {
        [sts]: form(name + password),
        [next]: form('<input type="password" name="a"><input type="password" name="b">'),
      },
      'password_expired',
    ],
    [
      "Microsoft's own page wants it, after AD FS",
      { [sts]: adfsPage(`${login}login.srf`), [`${login}login.srf`]: passwordPage(`${login}common/login`) },
      'sign_in_loop',
    ],
    [
      "Microsoft's own page wants it, after another server",
      {
        [sts]: form(name + password, `${login}login.srf`),
        [`${login}login.srf`]: passwordPage(`${login}common/login`),
      },
      'sign_in_loop',
    ],
    [
      'AD FS wants it, after Microsoft',
      { [login]: emailPage(`${login}pw`), [`${login}pw`]: passwordPage(sts), [sts]: adfsPage() },
      'idp_factor_required',
    ],
    [
      'Microsoft sends the browser to AD FS again',
      { [sts]: adfsPage(`${login}login.srf`), [`${login}login.srf`]: goTo(sts) },
      'sign_in_loop',
    ],
    [
      'Microsoft asks for the name again, and sends the browser to AD FS again',
      { [sts]: adfsPage(`${login}login.srf`), [`${login}login.srf`]: emailPage(sts) },
      'sign_in_loop',
    ],
  ])('%s: it is typed no second time', async (_what, pages, cause) => {
    const ended = await signInOn(browser, federated(pages));
    expect(ended.sent).toHaveLength(1);
    expect(ended.cause).toBe(cause);
  });
});

describe('before the password', () => {
  test.concurrent.each<[string, Record<string, string | number>, string]>([
    [
      'a form wants a passcode beside it',
      { [sts]: form(`${name}${password}<input type="password" name="passcode">`) },
      'idp_factor_required',
    ],
    [
      'a form wants a one-time code beside it',
      { [sts]: form(`${name}${password}<input autocomplete="one-time-code" name="c">`) },
      'idp_factor_required',
    ],
    [
      'a form wants a captcha beside it',
      { [sts]: form(`${name}${password}<input name="captcha_answer">`) },
      'idp_factor_required',
    ],
    [
      'a form wants a captcha before the name',
      { [sts]: form(`<input name="captcha" required>${name}${password}`) },
      'idp_factor_required',
    ],
    [
      'a form wants an answer beside it',
      { [sts]: form(`${name}${password}<input name="answer" aria-required="true">`) },
      'idp_factor_required',
    ],
    ['AD FS answers 401', { [sts]: 401 }, 'idp_http_authentication'],
    ['AD FS answers 403', { [sts]: 403 }, 'idp_unreachable'],
    ['AD FS answers 401 to the name', { [sts]: form(name), [next]: 401 }, 'idp_http_authentication'],
    [
      'AD FS shows an error in place of its form',
      { [sts]: goTo(`${sts}adfs/ls/`), [`${sts}adfs/ls/`]: '<div id="errorArea">An error occurred.</div>' },
      'idp_unreachable',
    ],
  ])('%s: it is not typed, and nothing was refused', async (_what, pages, cause) => {
    const ended = await signInOn(browser, federated(pages));
    expect(ended).toMatchObject({ cause, sent: [], credentialsTyped: false });
  });

  test.concurrent.each([
    ['a field that may stay empty, in the form', '', '<input name="domain">'],
    ['a search that must be filled in, in a form of its own', '<form><input name="q" required></form>', ''],
  ])('%s keeps nobody out', async (_what, before, inside) => {
    const pages = { [sts]: before + form(name + password + inside, `${login}login.srf`) };
    expect(await signInOn(browser, federated(pages))).toMatchObject({ cause: 'inside' });
  });

  test.concurrent.each([
    ['a notice', alert],
    ['a field marked as wrong', ''],
  ])('%s on a fresh form is not about us', async (_what, notice) => {
    const marked = name.replace('>', ' aria-invalid="true">');
    const pages = { [sts]: notice + form(marked + password, `${login}login.srf`) };
    expect(await signInOn(browser, federated(pages))).toMatchObject({ cause: 'inside' });
  });
});
