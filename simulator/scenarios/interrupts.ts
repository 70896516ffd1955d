import type { Scenario } from './scenario.ts';

/** Pages between the credentials and the application. */
export const interruptScenarios: Readonly<Record<string, Scenario>> = {
  'proof-up': {
    description: 'The account has to register a second factor, and cannot put it off (facts 2.13).',
    cause: 'mfa_registration_required',
    signIn: { interrupt: { page: 'proof-up', daysLeft: 0 } },
  },
  'proof-up-skippable': {
    description: 'The account has to register a second factor within two weeks (facts 2.13).',
    signIn: { interrupt: { page: 'proof-up', daysLeft: 14 } },
  },
  'proof-up-late-skip': {
    description: 'The same, and what can be pressed comes five seconds after the page.',
    signIn: { interrupt: { page: 'proof-up', daysLeft: 14, lateMs: 5000 } },
  },
  'new-proof-up': {
    description: 'The newer page for registering: without a form, with code 50203 (facts 2.13).',
    cause: 'mfa_registration_required',
    signIn: { interrupt: { page: 'new-proof-up', errorCode: '50203', daysLeft: 0 } },
  },
  'new-proof-up-skippable': {
    description: 'The newer page for registering, with two weeks left.',
    signIn: { interrupt: { page: 'new-proof-up', errorCode: '50203', daysLeft: 14 } },
  },
  'hosted-proof-up': {
    description: 'The sign-in leaves for mysignins, where nothing names the button that skips (facts 2.13).',
    cause: 'mfa_registration_required',
    signIn: { interrupt: { page: 'hosted-proof-up', daysLeft: 14 } },
  },
  campaign: {
    description:
      'After the second factor, a campaign for passkeys that can be put off, on a page id that is not known (facts 2.13).',
    signIn: { interrupt: { page: 'campaign', skip: { id: 'idBtn_SkipForNow' } } },
  },
  'campaign-by-address': {
    description: 'The same, and only the address of its link shows what puts it off.',
    signIn: { interrupt: { page: 'campaign', skip: { href: 'resume' } } },
  },
  'campaign-unnamed': {
    description: 'The same, and nothing names what puts it off.',
    cause: 'unknown_screen',
    signIn: { interrupt: { page: 'campaign', skip: {} } },
  },
  'campaign-forced': {
    description: 'The same on a page id that says what it is, and it can no longer be put off.',
    cause: 'registration_campaign',
    signIn: { interrupt: { page: 'forced-campaign' } },
  },
  'hosted-campaign': {
    description:
      'After the second factor, the sign-in leaves for mysignins, where one button is named (facts 2.13).',
    signIn: { interrupt: { page: 'hosted-campaign', skip: { 'data-testid': 'skip-setup' } } },
  },
  'hosted-campaign-unnamed': {
    description: 'The same, and none of its buttons is named.',
    cause: 'registration_campaign',
    signIn: { interrupt: { page: 'hosted-campaign' } },
  },
  'password-change': {
    description: 'The password has expired and must be changed (facts 2.14).',
    cause: 'password_expired',
    signIn: { interrupt: { page: 'password-change' } },
  },
  'two-screens': {
    description: 'The page that wants a new password shows the field of the old sign-in as well.',
    cause: 'password_expired',
    signIn: { interrupt: { page: 'password-change', hasStrayPassword: true } },
  },
  'access-blocked': {
    description: 'A Conditional Access policy blocks the sign-in (facts 2.16).',
    cause: 'conditional_access_blocked',
    signIn: { interrupt: { page: 'conditional-access', view: 36, errorCode: '53003' } },
  },
  'device-wanted': {
    description: 'A Conditional Access policy wants a compliant device, and says so by its code (facts 4).',
    cause: 'device_required',
    signIn: { interrupt: { page: 'conditional-access', view: 36, errorCode: '53000' } },
  },
  'device-join': {
    description: 'The device is to be joined first; only the view shows it (facts 1.10).',
    cause: 'device_required',
    signIn: { interrupt: { page: 'conditional-access', view: 35 } },
  },
  'broker-wanted': {
    description: 'A broker app is to be installed first; only the view shows it (facts 1.10).',
    cause: 'device_required',
    signIn: { interrupt: { page: 'conditional-access', view: 34 } },
  },
  'terms-of-use': {
    description: 'Terms of use, as a view of the sign-in (facts 1.10).',
    cause: 'terms_of_use_required',
    signIn: { interrupt: { page: 'terms' } },
  },
  'hosted-terms-of-use': {
    description: 'Terms of use, as a page of their own on another host (facts 2.18).',
    cause: 'terms_of_use_required',
    signIn: { interrupt: { page: 'hosted-terms' } },
  },
  consent: {
    description: 'Permissions are requested (facts 2.17).',
    cause: 'consent_required',
    signIn: { interrupt: { page: 'consent' } },
  },
  captcha: {
    description: 'A captcha after the password (facts 1.10).',
    cause: 'captcha_required',
    signIn: { interrupt: { page: 'captcha' } },
  },
  'risk-blocked': {
    description: 'The sign-in page with an error and no field: blocked because of a risk (facts 2.15).',
    cause: 'risk_blocked',
    signIn: { interrupt: { page: 'blocked', errorCode: '53004' } },
  },
  'blocked-unknown': {
    description: 'The same with a code that nobody knows.',
    cause: 'unknown_screen',
    signIn: { interrupt: { page: 'blocked', errorCode: '59999' } },
  },
  'app-confirmation': {
    description: 'Are you trying to sign in to this app? It is asked once (facts 2.21).',
    signIn: { interrupt: { page: 'app-confirmation' } },
  },
  'confirm-tenant': {
    description:
      'The organization is to be confirmed: code 399218 on a page id that is not known (facts 1.7).',
    signIn: { interrupt: { page: 'confirm-tenant', errorCode: '399218' } },
  },
  'error-page': {
    description: "The error page, with a fault of Microsoft's own (facts 2.20).",
    cause: 'sign_in_service_error',
    signIn: { interrupt: { page: 'error', errorCode: '90033' } },
  },
  'error-page-address': {
    description: 'The error page: not allowed from this address (facts 4).',
    cause: 'source_address_blocked',
    signIn: { interrupt: { page: 'error', errorCode: '53010' } },
  },
  'error-page-method': {
    description: 'The error page: a policy wants another way to sign in (facts 4).',
    cause: 'method_or_location_required',
    signIn: { interrupt: { page: 'error', errorCode: '54008' } },
  },
  'error-page-external': {
    description: 'The error page: a second factor of another provider failed (facts 4).',
    cause: 'external_factor_failed',
    signIn: { interrupt: { page: 'error', errorCode: '50158' } },
  },
  'error-page-revocation': {
    description: 'The error page: the list of revoked certificates could not be fetched (facts 4).',
    cause: 'certificate_revocation_unknown',
    signIn: { interrupt: { page: 'error', errorCode: '500187' } },
  },
  'tenant-inactive': {
    description: 'The error page: the tenant is blocked since it was not used (facts 4).',
    cause: 'tenant_inactive',
    signIn: { interrupt: { page: 'error', errorCode: '5000225' } },
  },
  'tenant-throttled': {
    description: 'The error page: the tenant is throttled (facts 4).',
    cause: 'throttled',
    signIn: { interrupt: { page: 'error', errorCode: '90055' } },
  },
  'error-page-unknown': {
    description: 'The error page, with a code that nobody knows.',
    cause: 'unknown_screen',
    signIn: { interrupt: { page: 'error', errorCode: '59999' } },
  },
};
