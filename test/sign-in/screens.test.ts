import { describe, expect, test } from 'vitest';
import type { Reading } from '../../lib/sign-in/page-reader.ts';
import { viewOf } from '../../lib/sign-in/screens/screen.ts';
import { screens } from '../../lib/sign-in/screens/screens.ts';

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
  const view = viewOf(page, met);
  const screen = screens.find(candidate => candidate.matches(view));
  return {
    id: screen?.id,
    refuses: screen?.refuses?.(view) ?? false,
    isDeadEnd: screen?.isDeadEnd?.(view) ?? false,
  };
}

const email = ['#i0116'];
const password = ['#i0118'];
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
    ['a page that nobody knows', reading('ConvergedTenantConfirm', []), undefined],
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

test('nothing that would call or write to a person is ever pressed', () => {
  const pressed = screens.map(screen => screen.press).join();
  expect(pressed).not.toMatch(/OneWaySMS|TwoWayVoice|PhoneAppNotification|SendCode/);
});

test('credentials are given on one visit only', () => {
  for (const { id, type, visits } of screens) {
    if (type !== undefined && type.what !== 'username') expect(visits, id).toBe(1);
  }
});
