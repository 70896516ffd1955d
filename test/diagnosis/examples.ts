import type { FactorId } from '../../lib/domain/account.ts';
import type { CauseId } from '../../lib/domain/causes.ts';
import type { Observation, PageIdentity } from '../../lib/domain/observation.ts';

/** The facts of an observation that make it an example; the others are absent or empty. */
export type Example = Pick<Observation, 'ending'> & Partial<Observation>;

/** A page of the sign-in service. */
export const signInPage = (pageId: string, errorCode?: string): PageIdentity => ({
  url: 'https://login.microsoftonline.com/common/login',
  pageId,
  errorCode,
});

/** A page at another address. */
export const pageAt = (url: string): PageIdentity => ({ url });

/** A credential that has left the page. */
const given = (factor: FactorId, host = 'login.microsoftonline.com') => ({ given: [{ factor, host }] });

/** One for each cause that a sign-in can see: `diagnose` must name that cause for it. */
export const examples: Partial<Record<CauseId, Example>> = {
  // account
  personal_account: {
    ending: 'stopped',
    stop: 'personal_account',
    page: pageAt('https://login.live.com/oauth20_authorize.srf'),
  },
  wrong_account: { ending: 'wrong_account', signedInAs: 'someone@fabrikam.example' },
  account_unknown: {
    ending: 'refused',
    screen: 'email',
    page: signInPage('ConvergedSignIn', '50058'),
    credentialType: { status: 200, exists: 1, throttle: 0 },
  },
  account_disabled: { ending: 'refused', screen: 'password', page: signInPage('ConvergedSignIn', '50057') },
  account_locked: { ending: 'refused', screen: 'password', page: signInPage('ConvergedSignIn', '50053') },
  password_wrong: {
    ...given('password'),
    ending: 'refused',
    screen: 'password',
    page: signInPage('ConvergedSignIn', '50126'),
  },
  password_expired: {
    ...given('password'),
    ending: 'stopped',
    stop: 'password_expired',
    page: signInPage('ConvergedChangePassword'),
  },
  mfa_registration_required: {
    ending: 'stopped',
    stop: 'mfa_registration_required',
    page: signInPage('ConvergedProofUpRedirect'),
  },
  mfa_code_rejected: {
    ...given('totp'),
    ending: 'refused',
    screen: 'one_time_code',
    page: signInPage('ConvergedTFA'),
    codeResult: 'OathCodeIncorrect',
  },
  mfa_code_reused: {
    ...given('totp'),
    ending: 'refused',
    screen: 'one_time_code',
    page: signInPage('ConvergedTFA'),
    codeResult: 'OathCodeDuplicate',
  },
  mfa_factor_unavailable: {
    ending: 'dead_end',
    screen: 'method_list',
    page: signInPage('ConvergedTFA', '50076'),
  },
  passkey_rejected: {
    ...given('passkey'),
    ending: 'unrecognised',
    page: signInPage('ConvergedSignIn', '135016'),
  },
  certificate_rejected: {
    ...given('certificate'),
    ending: 'unreachable',
    load: { host: 'certauth.login.microsoftonline.com', errorText: 'net::ERR_BAD_SSL_CLIENT_AUTH_CERT' },
  },
  access_pass_rejected: {
    ...given('access_pass'),
    ending: 'refused',
    page: signInPage('ConvergedSignIn', '130504'),
  },
  not_an_admin: {
    ending: 'shell_incomplete',
    page: pageAt('https://admin.cloud.microsoft/?#/homepage'),
    answers: { '/admin/api/coordinatedbootstrap/shellinfo': 403 },
  },

  // tenant
  tenant_ambiguous: {
    ending: 'stopped',
    stop: 'tenant_ambiguous',
    page: signInPage('ConvergedSignIn', '50058'),
  },
  tenant_not_found: { ending: 'refused', screen: 'email', page: signInPage('ConvergedSignIn', '50128') },
  tenant_inactive: { ending: 'stopped', page: signInPage('ConvergedError', '5000225') },

  // policy
  conditional_access_blocked: { ending: 'stopped', page: signInPage('ConvergedConditionalAccess', '53003') },
  device_required: { ending: 'stopped', page: signInPage('ConvergedConditionalAccess', '53000') },
  method_or_location_required: { ending: 'stopped', page: signInPage('ConvergedConditionalAccess', '54008') },
  registration_campaign: {
    ending: 'stopped',
    stop: 'registration_campaign',
    page: pageAt('https://mysignins.microsoft.com/register'),
  },
  risk_blocked: { ending: 'unrecognised', page: signInPage('ConvergedProofUpRedirect', '53004') },
  source_address_blocked: { ending: 'stopped', page: signInPage('ConvergedError', '53010') },
  tenant_restricted: { ending: 'refused', page: signInPage('ConvergedSignIn', '500021') },
  terms_of_use_required: {
    ending: 'stopped',
    stop: 'terms_of_use_required',
    page: pageAt('https://account.activedirectory.windowsazure.com/TermsOfUse'),
  },
  consent_required: { ending: 'stopped', stop: 'consent_required', page: signInPage('ConvergedConsent') },
  captcha_required: { ending: 'stopped', stop: 'captcha_required', page: signInPage('ConvergedSignIn') },
  throttled: { ending: 'unreachable', load: { host: 'login.microsoftonline.com', status: 429 } },

  // identity-provider
  idp_unreachable: {
    ending: 'unreachable',
    load: { host: 'sts.contoso.example', errorText: 'net::ERR_CONNECTION_TIMED_OUT' },
    credentialType: { status: 200, exists: 0, throttle: 0 },
  },
  idp_rejected: {
    ending: 'looping',
    screen: 'adfs',
    ...given('password', 'sts.contoso.example'),
    page: pageAt('https://sts.contoso.example/adfs/ls/'),
  },
  idp_factor_required: {
    ending: 'stopped',
    stop: 'idp_factor_required',
    screen: 'federated_factor',
    ...given('password', 'sts.contoso.example'),
    page: pageAt('https://sts.contoso.example/adfs/ls/'),
  },
  external_factor_failed: {
    ending: 'unrecognised',
    page: signInPage('ConvergedError', '50158'),
    ...given('totp'),
  },
  idp_http_authentication: {
    ending: 'unreachable',
    load: { host: 'sts.contoso.example', status: 401 },
    credentialType: { status: 200, exists: 0, throttle: 0 },
  },
  idp_answer_invalid: { ending: 'unrecognised', page: signInPage('ConvergedError', '50008') },
  pass_through_agent_down: {
    ending: 'refused',
    screen: 'password',
    page: signInPage('ConvergedSignIn', '80002'),
  },
  certificate_revocation_unknown: { ending: 'unrecognised', page: signInPage('ConvergedError', '500187') },

  // microsoft
  sign_in_service_error: { ending: 'unreachable', load: { host: 'login.microsoftonline.com', status: 503 } },
  sign_in_page_incomplete: { ending: 'incomplete', page: signInPage('ConvergedSignIn', '50058') },
  admin_center_error: { ending: 'unreachable', load: { host: 'admin.microsoft.com', status: 502 } },
  admin_center_incomplete: {
    ending: 'shell_incomplete',
    page: pageAt('https://admin.cloud.microsoft/?#/homepage'),
    answers: { '/admin/api/coordinatedbootstrap/shellinfo': 200 },
  },

  // network
  dns_failed: {
    ending: 'unreachable',
    load: { host: 'admin.microsoft.com', errorText: 'net::ERR_NAME_NOT_RESOLVED' },
  },
  connection_failed: {
    ending: 'unreachable',
    load: { host: 'login.microsoftonline.com', errorText: 'net::ERR_CONNECTION_RESET' },
  },
  tls_failed: {
    ending: 'unreachable',
    load: { host: 'login.microsoftonline.com', errorText: 'net::ERR_CERT_AUTHORITY_INVALID' },
  },
  proxy_failed: {
    ending: 'unreachable',
    load: { host: 'admin.microsoft.com', errorText: 'net::ERR_PROXY_CONNECTION_FAILED' },
  },
  assets_blocked: {
    ending: 'incomplete',
    page: signInPage('ConvergedSignIn', '50058'),
    missingAssets: [{ host: 'aadcdn.msauth.net', errorText: 'net::ERR_CONNECTION_REFUSED' }],
  },

  // monitor
  unknown_screen: { ending: 'unrecognised', page: signInPage('ConvergedSomethingNew') },
  origin_untrusted: {
    ending: 'untrusted',
    screen: 'adfs',
    page: pageAt('https://sts.contoso.example/adfs/ls/'),
  },
  entry_not_taken: { ending: 'not_taken', screen: 'password', page: signInPage('ConvergedSignIn') },
  sign_in_loop: { ending: 'looping', screen: 'password', page: signInPage('ConvergedSignIn', '50058') },
  deadline_exceeded: { ending: 'deadline', screen: 'password', page: signInPage('ConvergedSignIn', '50058') },
  no_code_in_time: { ending: 'no_code', screen: 'one_time_code', page: signInPage('ConvergedTFA') },
  browser_crashed: { ending: 'browser_closed', screen: 'password', page: signInPage('ConvergedSignIn') },
};
