import { beforePasswordScenarios } from './scenarios/before-password.ts';
import { centerScenarios } from './scenarios/centers.ts';
import { factorScenarios } from './scenarios/factors.ts';
import { interruptScenarios } from './scenarios/interrupts.ts';
import type { Scenario } from './scenarios/scenario.ts';

/** Every scenario. A new one is an entry here or in one of the files of `scenarios/`, and nothing else. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  ordinary: { description: 'An ordinary day.' },
  'slow-password': {
    description: 'The answer to the password takes a second.',
    delays: { login: 1000 },
  },
  'slow-everything': {
    description: 'Every answer of Entra takes 300 ms, every answer of the admin center 500 ms.',
    delays: {
      authorize: 300,
      getCredentialType: 300,
      login: 300,
      beginAuth: 300,
      endAuth: 300,
      processAuth: 300,
      kmsi: 300,
      landing: 500,
      shell: 500,
      data: 500,
    },
  },
  'awkward-config': {
    description: 'Braces and line breaks in the values of `$Config`, and more script behind it (facts 1.3).',
    hasAwkwardConfig: true,
  },
  'late-controls': {
    description: 'The script that builds the controls of the sign-in pages arrives five seconds late.',
    delays: { bundle: 5000 },
  },
  'slow-scripts': {
    description: 'The script that builds the controls of the sign-in pages takes 25 seconds.',
    delays: { bundle: 25_000 },
  },
  'scripts-hang': {
    description: 'The asset hosts take requests for the scripts of the sign-in pages and never answer.',
    cause: 'assets_blocked',
    faults: { bundle: 'hang' },
  },
  'kmsi-absent': {
    description: 'Nobody is asked whether to stay signed in (facts 2.12).',
    kmsi: 'absent',
  },
  'method-list': {
    description: 'Several second factors: the method list comes first.',
    proofs: ['PhoneAppOTP', 'OneWaySMS', 'TwoWayVoiceMobile'],
  },
  'push-first': {
    description: 'Push is the default, as Microsoft prefers it; the code is another way (facts 7.6, 2.8).',
    proofs: ['PhoneAppNotification', 'PhoneAppOTP'],
    defaultProof: 'PhoneAppNotification',
  },
  'sms-first': {
    description:
      'A text message is the default, with the same field as the code, which is another way (facts 2.7).',
    proofs: ['OneWaySMS', 'PhoneAppOTP'],
    defaultProof: 'OneWaySMS',
  },
  'push-only': {
    description: 'Push is the only second factor: there is no other way.',
    cause: 'mfa_factor_unavailable',
    proofs: ['PhoneAppNotification'],
    defaultProof: 'PhoneAppNotification',
  },
  'sms-only': {
    description: 'A phone is the only second factor: a text message first, a call as the other way, no code.',
    cause: 'mfa_factor_unavailable',
    proofs: ['OneWaySMS', 'TwoWayVoiceMobile'],
    defaultProof: 'OneWaySMS',
  },
  ...factorScenarios,
  'swallowed-press': {
    description:
      'The first click on every button of the sign-in pages does nothing: slow bindings (facts 2.0).',
    swallowsFirstClick: true,
  },
  'moved-door': {
    description:
      'admin.microsoft.com redirects to admin.cloud.microsoft, where everything goes on (facts 5.1).',
    redirects: { 'admin.microsoft.com': 'admin.cloud.microsoft' },
  },
  'password-wrong': {
    description: 'The password is called wrong (facts 2.4).',
    cause: 'password_wrong',
    passwordError: '50126',
  },
  'account-locked': {
    description:
      'Smart lockout, or a source address in bad repute: 50053 also for the right password (facts 7.7).',
    cause: 'account_locked',
    passwordError: '50053',
  },
  'account-disabled': {
    description: 'The account is disabled.',
    cause: 'account_disabled',
    passwordError: '50057',
  },
  'tenant-gone': {
    description: 'No directory stands behind the name any more: 50128 (facts 2.1).',
    cause: 'tenant_not_found',
    passwordError: '50128',
  },
  'tenant-restricted': {
    description: 'A proxy on the way lets people sign in to other tenants only: 500021 (facts 4).',
    cause: 'tenant_restricted',
    passwordError: '500021',
  },
  'code-rejected': {
    description: 'Every code is called wrong.',
    cause: 'mfa_code_rejected',
    codeResult: 'OathCodeIncorrect',
  },
  'code-reused': {
    description: 'Every code is called used already.',
    cause: 'mfa_code_reused',
    codeResult: 'PhoneAppOtpAuthFailedDuplicateCodeEntered',
  },
  ...beforePasswordScenarios,
  'unknown-page': {
    description: 'After the second factor comes a page that no program knows yet.',
    cause: 'unknown_screen',
    unknownPage: 'ConvergedProductNotice',
  },
  'sign-in-503': {
    description: 'Entra answers the first request with 503.',
    cause: 'sign_in_service_error',
    faults: { authorize: { status: 503 } },
  },
  'identity-incident': {
    description: 'Entra answers the first request with 503, and Microsoft has told of an incident.',
    cause: 'sign_in_service_error',
    faults: { authorize: { status: 503 } },
    issues: [
      {
        id: 'MO123456',
        service: 'OrgLiveID',
        title: 'Users cannot sign in',
        classification: 'incident',
        status: 'serviceInterruption',
        isResolved: false,
      },
      {
        id: 'MO111111',
        service: 'OSDPPlatform',
        title: 'Some pages are slow',
        classification: 'advisory',
        status: 'serviceDegradation',
        isResolved: false,
      },
      {
        id: 'EX100000',
        service: 'Exchange',
        title: 'Mail is late',
        classification: 'incident',
        status: 'serviceDegradation',
        isResolved: false,
      },
      {
        id: 'MO100000',
        service: 'OrgLiveID',
        title: 'Yesterday',
        classification: 'incident',
        status: 'serviceRestored',
        isResolved: true,
      },
    ],
  },
  'application-expired': {
    description: 'The secret of the application that asks Microsoft Graph has expired.',
    applicationError: '7000222',
  },
  'application-limited': {
    description: 'The application may read the organisation, and nothing else; sign-ins are logged at once.',
    applicationRoles: ['Organization.Read.All'],
    signInLogDelayMs: 0,
  },
  'campaign-on': {
    description: 'The policy of the tenant has a registration campaign; a group is excluded (facts 2.13).',
    campaign: 'enabled',
  },
  'campaign-managed': {
    description: 'The policy of the tenant leaves the registration campaign to Microsoft.',
    campaign: 'default',
  },
  'campaign-excluded': {
    description: 'The policy of the tenant has a registration campaign, and every account is excluded.',
    campaign: 'excludes everybody',
  },
  'metadata-503': {
    description: 'The metadata of every tenant answer 503; pages are as on any day.',
    faults: { metadata: { status: 503 } },
  },
  'metadata-hangs': {
    description: 'The metadata of every tenant never answer; pages are as on any day.',
    faults: { metadata: 'hang' },
  },
  'login-500': {
    description: 'Entra answers the password with 500.',
    cause: 'sign_in_service_error',
    faults: { login: { status: 500 } },
  },
  'page-hangs': {
    description: 'Entra never answers the password.',
    cause: 'sign_in_service_error',
    faults: { login: 'hang' },
  },
  'lookup-fails': {
    description: 'The call behind Next fails: "There was an issue looking up your account" (facts 1.12).',
    cause: 'sign_in_service_error',
    faults: { getCredentialType: { status: 503 } },
  },
  'lookup-hangs': {
    description: 'The call behind Next never answers.',
    cause: 'deadline_exceeded',
    faults: { getCredentialType: 'hang' },
  },
  'no-scripts': {
    description: 'The asset host answers 503: sign-in pages without any control.',
    cause: 'sign_in_page_incomplete',
    faults: { bundle: { status: 503 } },
  },
  'assets-refused': {
    description: 'The proxy refuses the asset hosts, as a wrong allow list does.',
    cause: 'assets_blocked',
    connections: { 'aadcdn.msauth.net': 'refuse', 'aadcdn.msftauth.net': 'refuse' },
  },
  'sign-in-reset': {
    description: 'Connections to the sign-in host are reset.',
    cause: 'connection_failed',
    connections: { 'login.microsoftonline.com': 'reset' },
  },
  'dns-fails': {
    description: 'The proxy finds no address for any host: its own DNS is broken.',
    cause: 'dns_failed',
    connections: { '*': 'unresolved' },
  },
  'tls-inspected': {
    description: 'Everything passes through a proxy that inspects TLS, whose authority nobody here knows.',
    cause: 'tls_failed',
    connections: { '*': 'untrusted' },
  },
  'sign-in-untrusted': {
    description: 'The sign-in host shows a certificate that nobody vouches for.',
    cause: 'tls_failed',
    connections: { 'login.microsoftonline.com': 'untrusted' },
  },
  'ambient-account': {
    description: 'Somebody else is signed in to this machine, and enters without being asked (facts 3.4).',
    cause: 'wrong_account',
    ambient: 'expired-secret@contoso.onmicrosoft.com',
  },
  ...centerScenarios,
  ...interruptScenarios,
};

/** The scenario of that name, or an Error that lists the known ones. */
export function scenarioNamed(name: string): Scenario {
  const scenario = Object.hasOwn(scenarios, name) ? scenarios[name] : undefined;
  if (scenario !== undefined) return scenario;
  throw new Error(`Unknown scenario '${name}'. Known scenarios: ${Object.keys(scenarios).join(', ')}.`);
}
