import { describe, expect, test } from 'vitest';
import type { Reading } from '../../lib/sign-in/page-reader.ts';
import { isPassage, isStop, viewOf } from '../../lib/sign-in/screens/screen.ts';
import { recognise, screens } from '../../lib/sign-in/screens/screens.ts';

function reading(pageId: string, visible: readonly string[], changes: Partial<Reading> = {}): Reading {
  return {
    url: 'https://login.microsoftonline.com/',
    document: 1,
    pageId,
    errorCode: undefined,
    correlationId: undefined,
    requestId: undefined,
    timestamp: undefined,
    method: undefined,
    identity: undefined,
    visible,
    ...changes,
  };
}

function meet(page: Reading, met: readonly string[] = []) {
  const view = viewOf(page, met, met.length > 0 ? 0 : undefined);
  const screen = recognise(view, page, 'https://login.microsoftonline.com');
  const passage = screen && isPassage(screen) ? screen : undefined;
  return {
    id: screen?.id,
    refuses: passage?.refuses?.(view) ?? false,
    isDeadEnd: passage?.isDeadEnd?.(view) ?? false,
    stops: screen && isStop(screen) ? (screen.stops(view) ?? 'by its code') : undefined,
  };
}

const email = ['#i0116'];
const password = ['#i0118'];
const passages = screens.filter(isPassage);
const captcha = screens.find(({ id }) => id === 'captcha')?.controls ?? [];
const skip = passages.find(({ id }) => id === 'skip_more_information')?.press ?? '';
const code = ['#idTxtBx_SAOTCC_OTC'];

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
    ['push, and no other way', reading('ConvergedTFA', ['#idDiv_SAOTCAS_Title']), [], true],
    [
      'push, and another way',
      reading('ConvergedTFA', ['#idDiv_SAOTCAS_Title', '#signInAnotherWay']),
      [],
      false,
    ],
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
      expect(meet(reading('ConvergedSignIn', visible, { url })).id).toBeUndefined();
    }
  });
});

test('nothing that would complete a registration, a password change, a consent or terms is ever pressed', () => {
  const ended = screens.filter(isStop).map(({ id }) => id);
  expect(ended).toEqual([
    'personal_account',
    'captcha',
    'password_change',
    'conditional_access',
    'consent',
    'terms_of_use',
    'error_page',
    'more_information',
    'which_tenant',
    'blocked',
  ]);
  for (const { press } of passages)
    expect(press).not.toMatch(/ProofUp_Redirect|idBtn_Accept|newPassword|ms-Button/);
});

test('nothing that would call or write to a person is ever pressed', () => {
  const pressed = passages.map(screen => screen.press).join();
  expect(pressed).not.toMatch(/OneWaySMS|TwoWayVoice|PhoneAppNotification|SendCode|Send notification/);
});

test('credentials are given on one visit only', () => {
  for (const { id, type, visits } of passages) {
    if (type !== undefined && type.what !== 'username') expect(visits, id).toBe(1);
  }
});
