import { describe, expect, test } from 'vitest';
import { screens } from '../../lib/sign-in/screens/screens.ts';
import { meet, reading } from './meet.ts';

const adfs = 'https://sts.contoso.example/adfs';
const control = (screen: string, index: number) =>
  String(screens.find(({ id }) => id === screen)?.controls[index]);
const password = control('adfs', 1);
const submit = control('adfs', 2);
const newPassword = control('password_change', 0);

const at = (url: string, visible: readonly string[], met: readonly string[] = ['email']) =>
  meet(reading('', visible, { url }), met);

describe('at AD FS', () => {
  test.each<[string, readonly string[], string]>([
    ['name and password on one page', ['#userNameInput', password, submit], 'adfs'],
    ['the name on a page of its own', ['#userNameInput', '#nextButton'], 'adfs_name'],
    ['the password after it', [password, submit], 'adfs'],
  ])('%s', (_what, visible, id) => {
    expect(at(`${adfs}/ls/`, visible)).toMatchObject({ id, refuses: false });
  });

  test.each<[string, readonly string[], readonly string[], boolean]>([
    ['an error in place of its form', ['#errorArea'], ['email'], true],
    [
      'a text above the name, once the password was given',
      ['#userNameInput', '#nextButton', '#errorText'],
      ['email', 'adfs'],
      true,
    ],
    ['a text there before anything was given', [password, submit, '#errorText'], ['email'], false],
  ])('it refuses: %s', (_what, visible, met, refuses) => {
    expect(at(`${adfs}/ls/`, visible, met)).toMatchObject({ id: 'adfs', refuses });
  });

  test('it has not refused while the page into which we typed still stands', () => {
    const page = reading('', [password, submit, '#errorText'], { url: `${adfs}/ls/`, document: 0 });
    expect(meet(page, ['email', 'adfs'])).toMatchObject({ id: 'adfs', refuses: false });
  });

  test('its names mean nothing elsewhere', () => {
    expect(at('https://idp.contoso.example/sso', ['#errorArea']).id).toBeUndefined();
    expect(meet(reading('ConvergedSignIn', ['#userNameInput', '#nextButton', password])).id).toBeUndefined();
  });
});

describe('at an identity provider that asks for the name first', () => {
  const sso = 'https://contoso.okta.example/app/office365/sso';
  const name = control('federated_name', 0);
  const anyPassword = control('federated_name', 1);
  const more = control('federated_name', 2);
  const screenOf = (visible: readonly string[], met: readonly string[], url = sso) =>
    meet(reading('', visible, { url }), met, undefined, met.length > 1 ? ['password'] : []).id;

  test.each<[string, readonly string[], readonly string[], string | undefined]>([
    ['the name', [name], ['email'], 'federated_name'],
    ['name and password at once', [name, anyPassword], ['email'], 'federated_form'],
    ['the password after the name', [anyPassword], ['email', 'federated_name'], 'federated_form'],
    ['the name again', [name], ['email', 'federated_name', 'federated_form'], 'federated_name'],
    ['a code with the name', [name, more], ['email'], undefined],
    ['a code with the name, after the password', [name, more], ['email', 'federated_form'], undefined],
    ['the name alone, after a password that came without', [name], ['email', 'federated_form'], undefined],
    ['the same after AD FS', [name], ['email', 'adfs'], undefined],
  ])('%s', (_what, visible, met, id) => {
    expect(screenOf(visible, met)).toBe(id);
  });

  test.each(['https://login.live.com/', 'https://login.microsoftonline.com/'])('not at %s', url => {
    expect(screenOf([name], ['email'], url)).not.toBe('federated_name');
  });
});

test('a new password that an identity provider wants', () => {
  const page = at(`${adfs}/portal/updatepassword/`, [newPassword, 'input[type="password"]']);
  expect(page).toMatchObject({ id: 'password_change', stops: 'password_expired' });
});

test.each([
  'https://mysignins.microsoft.com/register',
  'https://mysignins.azure.us/register',
  'https://account.activedirectory.windowsazure.com/Proofup.aspx',
  'https://account.activedirectory.windowsazure.com/passwordreset/register.aspx',
])('a registration at %s', url => {
  expect(at(url, [])).toMatchObject({ id: 'more_information', stops: 'mfa_registration_required' });
});

test.each([
  'https://account.activedirectory.windowsazure.com/TermsOfUse',
  'https://tokenprovider.termsofuse.identitygovernance.azure.com/accept',
])('terms of use at %s', url => {
  expect(at(url, [])).toMatchObject({ id: 'terms_of_use', stops: 'terms_of_use_required' });
});
