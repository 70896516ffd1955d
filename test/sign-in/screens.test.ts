import { describe, expect, test } from 'vitest';
import type { FactorId } from '../../lib/domain/account.ts';
import { factors } from '../../lib/sign-in/factors/factors.ts';
import type { Reading } from '../../lib/sign-in/page-reader.ts';
import { controlOf, isActionScreen, isTerminalScreen, viewOf } from '../../lib/sign-in/screens/screen.ts';
import { screens } from '../../lib/sign-in/screens/screens.ts';
import { meet, nothingGiven, reading } from './meet.ts';

const email = ['#i0116'];
const password = ['#i0118'];
const actionScreens = screens.filter(isActionScreen);
const captcha = screens.find(({ id }) => id === 'captcha')?.controls ?? [];
const skip = actionScreens
  .flatMap(({ id, press }) => (id === 'skip_more_information' && typeof press === 'string' ? press : []))
  .join('');
const code = ['#idTxtBx_SAOTCC_OTC'];
const push = String(screens.find(({ id }) => id === 'another_way')?.controls[1]);

describe('which screen is it?', () => {
  test.each<[string, Reading, string | undefined]>([
    ['the e-mail page', reading('ConvergedSignIn', email), 'email'],
    ['the password page', reading('ConvergedSignIn', password), 'password'],
    [
      'the password sliding in, the e-mail still there',
      reading('ConvergedSignIn', [...email, ...password]),
      'password',
    ],
    ['the code page', reading('ConvergedTFA', code), 'one_time_code'],
    [
      'the list of factors',
      reading('ConvergedTFA', ['#idDiv_SAOTCS_Proofs', '[data-value="PhoneAppOTP"]']),
      'method_list',
    ],
    [
      'push first',
      reading('ConvergedTFA', ['#signInAnotherWay'], { method: 'PhoneAppNotification' }),
      'another_way',
    ],
    [
      'a text message first',
      reading('ConvergedTFA', [...code, '#signInAnotherWay'], { method: 'OneWaySMS' }),
      'another_way',
    ],
    [
      'our code, with a way around it',
      reading('ConvergedTFA', [...code, '#signInAnotherWay'], { method: 'PhoneAppOTP' }),
      'one_time_code',
    ],
    ['stay signed in', reading('KmsiInterrupt', ['#idBtn_Back']), 'stay_signed_in'],
    ['stay signed in, by what it says', reading('', ['#KmsiDescription', '#idBtn_Back']), 'stay_signed_in'],
    ['its buttons elsewhere', reading('ConvergedSignIn', ['#idBtn_Back']), undefined],
    ['a device-code page, whose field bears the same name', reading('ConvergedRemoteConnect', []), undefined],
    ['a page that nobody knows', reading('ConvergedProductNotice', []), undefined],
  ])('%s', (_what, page, id) => {
    expect(meet(page).id).toBe(id);
  });
});

describe('does it refuse what it was given?', () => {
  test.each<[string, Reading, readonly string[], boolean]>([
    ['50058 on a fresh page is normal', reading('ConvergedSignIn', email, { errorCode: '50058' }), [], false],
    [
      'any code before we gave anything is not about us',
      reading('ConvergedSignIn', email, { errorCode: '16000' }),
      [],
      false,
    ],
    [
      '50126 after the password',
      reading('ConvergedSignIn', password, { errorCode: '50126' }),
      ['email', 'password'],
      true,
    ],
    ['the error below the e-mail', reading('ConvergedSignIn', [...email, '#usernameError']), ['email'], true],
    [
      'the error below the code',
      reading('ConvergedTFA', [...code, '#idSpan_SAOTCC_Error_OTC']),
      ['password'],
      true,
    ],
    [
      '50074 on the code page is why it is there',
      reading('ConvergedTFA', code, { errorCode: '50074' }),
      ['password'],
      false,
    ],
  ])('%s', (_what, page, met, refuses) => {
    expect(meet(page, met).refuses).toBe(refuses);
  });
});

describe('is there a way on?', () => {
  test.each<[string, Reading, readonly string[], boolean]>([
    ['a list without our factor', reading('ConvergedTFA', ['#idDiv_SAOTCS_Proofs']), [], true],
    [
      'a code that was sent by text message',
      reading('ConvergedTFA', code, { method: 'OneWaySMS' }),
      [],
      true,
    ],
    ['our code', reading('ConvergedTFA', code, { method: 'PhoneAppOTP' }), [], false],
    ['push, and no other way', reading('ConvergedTFA', [push]), [], true],
    ['push, and another way', reading('ConvergedTFA', [push, '#signInAnotherWay']), [], false],
    ['a page that does not say which', reading('ConvergedTFA', code), [], false],
    [
      'our choice, while the page still names the default',
      reading('ConvergedTFA', code, { method: 'OneWaySMS' }),
      ['method_list'],
      false,
    ],
  ])('%s', (_what, page, met, isDeadEnd) => {
    expect(meet(page, met).isDeadEnd).toBe(isDeadEnd);
  });
});

describe('does it end the sign-in?', () => {
  test.each<[string, Reading, readonly string[], string | undefined, string | undefined]>([
    [
      'a captcha beside the password',
      reading('ConvergedSignIn', [...password, ...captcha]),
      ['email'],
      'captcha',
      'captcha_required',
    ],
    [
      'a new password wanted, and the old one',
      reading('ConvergedChangePassword', password),
      [],
      'password_change',
      'password_expired',
    ],
    [
      'a registration, its page not built yet',
      reading('ConvergedProofUpRedirect', []),
      [],
      'more_information',
      'mfa_registration_required',
    ],
    [
      'a registration that can be put off',
      reading('ConvergedProofUpRedirect', [skip]),
      [],
      'skip_more_information',
      undefined,
    ],
    [
      'a registration elsewhere',
      reading('', [skip], { url: 'https://mysignins.microsoft.com/register' }),
      [],
      'more_information',
      'mfa_registration_required',
    ],
    [
      'a broker app to be installed',
      reading('ConvergedConditionalAccess', ['[data-viewid="34"]']),
      [],
      'conditional_access',
      'device_required',
    ],
    [
      'blocked by a policy',
      reading('ConvergedConditionalAccess', ['[data-viewid="36"]']),
      [],
      'conditional_access',
      'conditional_access_blocked',
    ],
    [
      'the same number of a view elsewhere',
      reading('ConvergedTFA', ['[data-viewid="48"]', '[data-viewid="17"]']),
      [],
      undefined,
      undefined,
    ],
    [
      'terms of use elsewhere',
      reading('', [], { url: 'https://account.activedirectory.windowsazure.com/TermsOfUse' }),
      [],
      'terms_of_use',
      'terms_of_use_required',
    ],
    [
      'the error page',
      reading('ConvergedError', [], { errorCode: '90033' }),
      [],
      'error_page',
      'by its code',
    ],
    [
      'an error without the fields',
      reading('ConvergedSignIn', [], { errorCode: '53004' }),
      ['password'],
      'blocked',
      'by its code',
    ],
    [
      'an error before anything was given',
      reading('ConvergedSignIn', [], { errorCode: '53004' }),
      [],
      undefined,
      undefined,
    ],
  ])('%s', (_what, page, met, id, stops) => {
    expect(meet(page, met)).toMatchObject({ id, stops });
  });

  test('what is passed elsewhere than at the sign-in host is not recognised there', () => {
    const url = 'https://mysignins.microsoft.com.example/common/login';
    for (const visible of [email, password, code]) {
      expect(meet(reading('ConvergedSignIn', visible, { url })).id, visible.join(' ')).toBeUndefined();
    }
  });
});

test('nothing that would complete a registration, a password change, a consent or terms is ever pressed', () => {
  const ended = screens.filter(isTerminalScreen).map(({ id }) => id);
  const asking = ['password_change', 'consent', 'terms_of_use', 'registration_campaign', 'more_information'];
  expect(ended).toEqual(expect.arrayContaining(asking));
  for (const { press } of actionScreens)
    expect(typeof press === 'string' ? press : '').not.toMatch(
      /ProofUp_Redirect|idBtn_Accept|newPassword|ms-Button/,
    );
});

test('nothing that would call or write to a person is ever pressed', () => {
  const pressed = [
    ...actionScreens.map(({ press }) => (typeof press === 'string' ? press : '')),
    ...factors.flatMap(({ ways }) => ways),
  ].join();
  expect(pressed).not.toMatch(/OneWaySMS|TwoWayVoice|PhoneAppNotification|SendCode|RemoteNGC|cred-id="2"/);
});

test('credentials are given on one visit only', () => {
  for (const { id, type, visits = 1 } of actionScreens) {
    if (type !== undefined && type.what !== 'username') expect(visits, id).toBe(1);
  }
});

const row = {
  password: '[data-test-cred-id="1"]',
  passkey: '[data-test-cred-id="7"]',
  pass: '[data-test-cred-id="13"]',
};
const picker = '[data-bind*="login-credential-picker-view"]';
const pickerLink = '#idA_PWD_SwitchToCredPicker';
const fido = '[data-bind*="login-fido-view"]';
const passField =
  'input[name="accesspass"], [data-bind*="login-access-pass-view"] input:is([type="password"], [type="tel"], [type="text"])';

describe('which way on, with the factors that we have?', () => {
  test.each<[string, readonly string[], readonly FactorId[], string | undefined, string | undefined]>([
    [
      'the password, where it is all that we hold',
      [...password, '#idA_PWD_SwitchToFido'],
      ['password'],
      'password',
      '#idSIButton9, [name="idSIButton9"]',
    ],
    [
      'a passkey rather than the password',
      [...password, '#idA_PWD_SwitchToFido'],
      ['password', 'passkey'],
      'other_ways',
      '#idA_PWD_SwitchToFido',
    ],
    [
      'a certificate in place of the password',
      [...password, '#idA_PWD_SwitchToCertificate'],
      ['certificate'],
      'other_ways',
      '#idA_PWD_SwitchToCertificate',
    ],
    [
      'the list, where it may hold something better',
      [...password, pickerLink],
      ['password', 'passkey'],
      'other_ways',
      pickerLink,
    ],
    [
      'no list, where it cannot',
      [...password, pickerLink],
      ['password', 'totp'],
      'password',
      '#idSIButton9, [name="idSIButton9"]',
    ],
    [
      'the first of what we hold in the list',
      [picker, ...Object.values(row)],
      ['password', 'passkey', 'access_pass'],
      'credential_picker',
      row.passkey,
    ],
    ['a list without it', [picker, row.passkey], ['password'], 'credential_picker', undefined],
    ['the passkey page goes on by itself', [fido], ['passkey'], 'passkey', undefined],
    ['away from a passkey page without one', [fido, pickerLink], ['password'], 'other_ways', pickerLink],
    [
      'away from a push in place of the password',
      ['#idRemoteNGC_DisplaySign', '#idA_PWD_SwitchToPassword'],
      ['password'],
      'other_ways',
      '#idA_PWD_SwitchToPassword',
    ],
    [
      'the access pass, where it is all that we hold',
      [passField, pickerLink],
      ['access_pass'],
      'access_pass',
      '#idSIButton9, [name="idSIButton9"]',
    ],
    [
      'an access pass is spared',
      [passField, pickerLink],
      ['access_pass', 'password'],
      'other_ways',
      pickerLink,
    ],
    [
      'the passkey of the method list',
      ['#idDiv_SAOTCS_Proofs', '[data-value="PhoneAppOTP"]', '[data-value="FidoKey"]'],
      ['totp', 'passkey'],
      'method_list',
      '[data-value="FidoKey"]',
    ],
  ])('%s', (_what, visible, held, id, pressed) => {
    const view = viewOf(reading('ConvergedSignIn', visible), {
      met: ['email'],
      typedIn: 0,
      held: new Set(held),
      shown: new Set(),
      ...nothingGiven,
    });
    const screen = actionScreens.find(candidate => candidate.matches(view));
    expect(screen?.id).toBe(id);
    expect(screen && controlOf(screen, view)).toBe(pressed);
  });

  test('a list that was looked through is not opened again', () => {
    const page = reading('ConvergedSignIn', [...password, pickerLink]);
    expect(meet(page, ['email', 'other_ways', 'credential_picker'], ['password', 'passkey']).id).toBe(
      'password',
    );
  });

  test('coming back from the passkey page means that it was refused', () => {
    const page = reading('ConvergedSignIn', [...password, '#idA_PWD_SwitchToFido']);
    const view = viewOf(page, {
      met: ['email'],
      typedIn: 0,
      held: new Set(['password', 'passkey']),
      shown: new Set(['passkey']),
      ...nothingGiven,
    });
    expect(actionScreens.find(screen => screen.matches(view))?.refuses?.(view)).toBe(true);
  });
});
