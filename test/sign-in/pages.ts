import type { FactorId } from '../../lib/domain/account.ts';

/** How far a sign-in is walked to get to a page; `other ways` is behind a link of the page that comes after the name. */
export type Way = 'opened' | 'named' | 'other ways' | 'password' | 'factor' | 'kmsi';

/** A page of the simulator, and the screens that know it. */
export interface SimulatedPage {
  /** The scenario that shows it. */
  readonly scenario: string;
  readonly way: Way;
  /** Where it is opened, if not at the address that the admin center sends to. */
  readonly at?: string;
  /** What we can prove ourselves with, where that decides what the page is to us. */
  readonly held?: readonly FactorId[];
  /** It leaves by itself, sooner or later. */
  readonly goesOn?: true;
  /** Where two know it, the first of the order counts; `screens.ts` says why. */
  readonly rendered: readonly string[];
  /**
   * From the server's HTML alone. Where several views share a page id, only the built page says which (sign-in-facts
   * 1.5): none, then.
   */
  readonly raw: readonly string[];
}

type More = Partial<Pick<SimulatedPage, 'at' | 'held' | 'goesOn' | 'raw'>>;

/** @param raw the same screen when absent */
const shows = (
  scenario: string,
  way: Way,
  rendered: string | readonly string[],
  more: More = {},
): SimulatedPage => {
  const both = typeof rendered === 'string' ? [rendered] : rendered;
  return { scenario, way, rendered: both, raw: both, ...more };
};

/** Those whose HTML is that of other views as well. */
const shares = (scenario: string, way: Way, rendered: string | readonly string[], more: More = {}) =>
  shows(scenario, way, rendered, { ...more, raw: [] });

const authorize =
  'https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=x&redirect_uri=https%3A%2F%2Fx.example%2F';
const consumer = 'https://login.live.com/oauth20_authorize.srf';

/** In which languages, and with which engines, every page below is looked at. */
export const languages = ['en', 'ja', 'de'] as const;
export const engines = ['chromium', 'firefox'] as const;

/** Every page of the simulator. `docs/coverage.md` is made from it. */
export const pages: readonly SimulatedPage[] = [
  shows('browser-sso', 'opened', 'browser_sso', { at: authorize, goesOn: true }),
  shares('account-picker', 'opened', 'account_picker', { at: authorize }),
  shares('ordinary', 'opened', 'account_picker', { at: `${authorize}&prompt=select_account` }),
  shares('tile-refused', 'opened', 'account_picker', { at: authorize }),
  shares('ordinary', 'opened', 'email'),
  shares('work-or-personal', 'named', 'work_or_personal'),
  shares('several-tenants', 'named', 'which_tenant'),
  shows('personal-strays', 'opened', 'personal_account', { at: consumer }),
  shows('personal-strays', 'opened', 'personal_account', {
    at: `${consumer}?username=someone%40outlook.example`,
  }),
  shows('adfs', 'opened', 'adfs', { at: 'https://sts.contoso.example/adfs/ls/?username=a%40b' }),
  shows('adfs-2', 'opened', 'adfs', { at: 'https://fs.contoso.example/adfs/ls/?username=a%40b' }),
  shows('adfs-paginated', 'opened', 'adfs_name', {
    at: 'https://adfs.contoso.example/adfs/ls/?username=a%40b',
  }),
  shows('federated-saml', 'opened', 'federated_form', {
    at: 'https://sso.contoso.example/idp/SSO.saml2?username=a%40b',
  }),
  shows('federated-link', 'opened', 'federated_form', {
    at: 'https://ping.contoso.example/idp/prp.wsf?username=a%40b',
  }),
  shows('federated-image', 'opened', 'federated_form', {
    at: 'https://old.contoso.example/idp/SSO?username=a%40b',
  }),
  shows('federated-two-secrets', 'opened', ['federated_factor', 'federated_form'], {
    at: 'https://gateway.contoso.example/logon/index.html?username=a%40b',
  }),
  shows('federated-name-first', 'opened', 'federated_name', {
    at: 'https://login.contoso.example/app/office365/sso/wsfed/passive?username=a%40b',
  }),
  shares('ordinary', 'named', 'password'),
  shares('passkey-first', 'named', 'passkey', { held: ['passkey'] }),
  shares('passkey-not-held', 'named', 'other_ways', { held: ['password', 'totp'] }),
  shares('passkey-pending-back', 'named', 'other_ways', { held: ['password', 'totp'] }),
  shares('certificate-first', 'named', 'certificate', { held: ['certificate'], goesOn: true }),
  shares('access-pass', 'named', 'access_pass', { held: ['access_pass'] }),
  shares('passwordless-push', 'named', 'other_ways'),
  shares('passkey-switch', 'named', ['other_ways', 'password'], { held: ['password', 'passkey'] }),
  shares('passkey-in-picker', 'other ways', 'credential_picker', { held: ['passkey'] }),
  shares('ordinary', 'password', 'one_time_code'),
  shares('method-list', 'password', 'method_list'),
  shares('push-first', 'password', 'another_way'),
  shares('push-only', 'password', 'another_way'),
  shares('sms-first', 'password', ['another_way', 'one_time_code']),
  shows('account-locked', 'password', 'password', { raw: ['blocked'] }),
  shows('account-disabled', 'password', 'password', { raw: ['blocked'] }),
  shares('captcha', 'password', 'captcha'),
  shows('risk-blocked', 'password', 'blocked'),
  shows('blocked-unknown', 'password', 'blocked'),
  shows('password-change', 'password', 'password_change'),
  shows('two-screens', 'password', ['password_change', 'password'], { raw: ['password_change'] }),
  shows('proof-up', 'password', 'more_information'),
  shows('proof-up-skippable', 'password', 'skip_more_information', { raw: ['more_information'] }),
  shows('new-proof-up', 'factor', 'more_information'),
  shows('new-proof-up-skippable', 'factor', ['skip_more_information', 'put_off_campaign'], {
    raw: ['more_information'],
  }),
  shows('hosted-proof-up', 'password', 'more_information'),
  shows('campaign', 'factor', 'put_off_campaign', { raw: [] }),
  shows('campaign-by-address', 'factor', 'put_off_campaign', { raw: [] }),
  shows('campaign-unnamed', 'factor', []),
  shows('campaign-forced', 'factor', 'registration_campaign'),
  shows('hosted-campaign', 'factor', ['put_off_campaign', 'registration_campaign', 'more_information'], {
    raw: ['registration_campaign', 'more_information'],
  }),
  shows('hosted-campaign-unnamed', 'factor', ['registration_campaign', 'more_information']),
  shows('access-blocked', 'factor', 'conditional_access'),
  shows('device-wanted', 'factor', 'conditional_access'),
  shows('device-join', 'factor', 'conditional_access'),
  shows('broker-wanted', 'factor', 'conditional_access'),
  shares('terms-of-use', 'factor', 'terms_of_use'),
  shows('hosted-terms-of-use', 'password', 'terms_of_use'),
  shows('consent', 'factor', 'consent'),
  shows('app-confirmation', 'factor', 'app_confirmation'),
  shows('confirm-tenant', 'factor', 'confirm_tenant'),
  shows('error-page', 'password', 'error_page'),
  shows('error-page-unknown', 'password', 'error_page'),
  shows('unknown-page', 'factor', []),
  shows('ordinary', 'factor', 'stay_signed_in'),
  shows('hand-over-stuck', 'kmsi', 'hand_over'),
];
