import { expect, test } from 'vitest';
import type { FactorId } from '../../lib/domain/account.ts';
import type { Reading } from '../../lib/sign-in/page-reader.ts';
import { otherWays } from '../../lib/sign-in/screens/other-ways.ts';
import { controlOf, viewOf } from '../../lib/sign-in/screens/screen.ts';
import { recognise } from '../../lib/sign-in/screens/screens.ts';
import { meet, nothingGiven, reading } from './meet.ts';

// The passkey page, where another account than ours would have used its passkey (sign-in-facts 7.6).

const fido = '[data-bind*="login-fido-view"]';
const pickerLink = '#idA_PWD_SwitchToCredPicker';
const passwordLink = '#idA_PWD_SwitchToPassword';
const anotherWay = '#signInAnotherWay';
const back = '#idBtn_Back';
const passkeyPage = (...visible: readonly string[]): Reading =>
  reading('ConvergedSignIn', [fido, ...visible], { url: 'https://login.microsoft.com/common/fido/get' });

const seen = (page: Reading, held: readonly FactorId[], shown: readonly FactorId[] = []) =>
  viewOf(page, { met: ['email'], typedIn: 0, held: new Set(held), shown: new Set(shown), ...nothingGiven });

test.each<[string, Reading, readonly FactorId[], string | undefined]>([
  ['nothing yet', passkeyPage(back), ['password'], undefined],
  ['the password itself', passkeyPage(back, pickerLink, passwordLink), ['password'], passwordLink],
  ['the list of ways', passkeyPage(back, pickerLink), ['access_pass'], pickerLink],
  ['the list of second factors', passkeyPage(back, anotherWay), ['totp'], anotherWay],
  ['no text message', passkeyPage(back, '[data-value="OneWaySMS"]'), ['totp'], undefined],
  ['the same on another page id', reading('ConvergedTFA', [fido, anotherWay]), ['totp'], anotherWay],
])('without a passkey it is left for %s', (_what, page, held, control) => {
  const view = seen(page, held);
  const origins = new Set(['https://login.microsoftonline.com', 'https://login.microsoft.com']);
  expect(recognise(view, page, origins)?.id).toBe('other_ways');
  expect(controlOf(otherWays, view)).toBe(control);
  expect(otherWays.isDeadEnd?.(view)).toBe(control === undefined);
});

test('the way back is the last one, and of no other page', () => {
  expect(otherWays.lastWay?.(seen(passkeyPage(), ['password']))).toBe(back);
  expect(otherWays.lastWay?.(seen(reading('ConvergedSignIn', ['#i0118']), ['totp']))).toBe(undefined);
});

test('a password that has been typed is not asked for again', () => {
  const page = passkeyPage(passwordLink, anotherWay);
  expect(controlOf(otherWays, seen(page, ['password', 'totp'], ['password']))).toBe(anotherWay);
});

test('with a passkey the page is not left, whatever it offers', () => {
  const page = reading('ConvergedSignIn', [fido, anotherWay, pickerLink, back]);
  expect(meet(page, ['email'], ['passkey', 'password']).id).toBe('passkey');
});

test('a code that judges a passkey is not a refusal where the account has none', () => {
  const list = ['[data-bind*="login-credential-picker-view"]', '[data-test-cred-id="1"]'];
  const page = reading('ConvergedSignIn', list, { errorCode: '1350162' });
  const met = ['email', 'other_ways'];
  expect(meet(page, met, ['password'])).toMatchObject({ id: 'credential_picker', refuses: false });
  expect(meet(page, met, ['password', 'passkey'])).toMatchObject({ refuses: true });
});
