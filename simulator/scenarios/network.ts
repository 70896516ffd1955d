import type { Scenario } from './scenario.ts';

/** Slow, failing and unreachable answers, of any host but an identity provider or a center. */
export const networkScenarios: Readonly<Record<string, Scenario>> = {
  'slow-password': {
    description: 'The answer to the password takes a second.',
    network: { delays: { login: 1000 } },
  },
  'slow-everything': {
    description: 'Every answer of Entra takes 300 ms, every answer of the admin center 500 ms.',
    network: {
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
  },
  'late-controls': {
    description: 'The script that builds the controls of the sign-in pages arrives five seconds late.',
    isForEverybody: true,
    network: { delays: { bundle: 5000 } },
  },
  'slow-scripts': {
    description: 'The script that builds the controls of the sign-in pages takes 25 seconds.',
    isForEverybody: true,
    network: { delays: { bundle: 25000 } },
  },
  'scripts-hang': {
    description: 'The asset hosts take requests for the scripts of the sign-in pages and never answer.',
    cause: 'assets_blocked',
    isForEverybody: true,
    network: { faults: { bundle: 'hang' } },
  },
  'no-scripts': {
    description: 'The asset host answers 503: sign-in pages without any control.',
    cause: 'sign_in_page_incomplete',
    isForEverybody: true,
    network: { faults: { bundle: { status: 503 } } },
  },
  'assets-refused': {
    description: 'The proxy refuses the asset hosts, as a wrong allow list does.',
    cause: 'assets_blocked',
    isForEverybody: true,
    network: { connections: { 'aadcdn.msauth.net': 'refuse', 'aadcdn.msftauth.net': 'refuse' } },
  },
  'moved-address': {
    description:
      'admin.microsoft.com redirects to admin.cloud.microsoft, where everything goes on (facts 5.1).',
    isForEverybody: true,
    network: { redirects: { 'admin.microsoft.com': 'admin.cloud.microsoft' } },
  },
  'redirect-loop': {
    description: 'admin.microsoft.com redirects to itself.',
    cause: 'sign_in_loop',
    isForEverybody: true,
    network: { redirects: { 'admin.microsoft.com': 'admin.microsoft.com' } },
  },
  'sign-in-behind-defender': {
    description: 'Defender for Cloud Apps is in front of the sign-in itself: no credential is given there.',
    cause: 'origin_untrusted',
    isForEverybody: true,
    network: { redirects: { 'login.microsoftonline.com': 'login.microsoftonline.com.mcas.ms' } },
  },
  'sign-in-503': {
    description: 'Entra answers the first request with 503.',
    cause: 'sign_in_service_error',
    isForEverybody: true,
    network: { faults: { authorize: { status: 503 } } },
  },
  'lookup-fails': {
    description: 'The call behind Next fails: "There was an issue looking up your account" (facts 1.12).',
    cause: 'sign_in_service_error',
    isForEverybody: true,
    network: { faults: { getCredentialType: { status: 503 } } },
  },
  'lookup-hangs': {
    description: 'The call behind Next never answers.',
    cause: 'deadline_exceeded',
    isForEverybody: true,
    network: { faults: { getCredentialType: 'hang' } },
  },
  'login-500': {
    description: 'Entra answers the password with 500.',
    cause: 'sign_in_service_error',
    network: { faults: { login: { status: 500 } } },
  },
  'page-hangs': {
    description: 'Entra never answers the password.',
    cause: 'sign_in_service_error',
    network: { faults: { login: 'hang' } },
  },
  throttled: {
    description: 'Entra answers the password with 429.',
    cause: 'throttled',
    network: { faults: { login: { status: 429 } } },
  },
  'second-factor-503': {
    description: 'Entra is under maintenance when the second factor has been given.',
    cause: 'sign_in_service_error',
    network: { faults: { processAuth: { status: 503 } } },
  },
  'metadata-503': {
    description: 'The metadata of every tenant answer 503; the pages are as usual.',
    network: { faults: { metadata: { status: 503 } } },
  },
  'metadata-hangs': {
    description: 'The metadata of every tenant never answer; the pages are as usual.',
    network: { faults: { metadata: 'hang' } },
  },
  'sign-in-reset': {
    description: 'Connections to the sign-in host are reset.',
    cause: 'connection_failed',
    isForEverybody: true,
    network: { connections: { 'login.microsoftonline.com': 'reset' } },
  },
  'dns-fails': {
    description: 'The proxy finds no address for any host: its own DNS is broken.',
    cause: 'dns_failed',
    isForEverybody: true,
    network: { connections: { '*': 'unresolved' } },
  },
  'tls-inspected': {
    description: 'Everything passes through a proxy that inspects TLS, whose authority nobody here knows.',
    cause: 'tls_failed',
    isForEverybody: true,
    network: { connections: { '*': 'untrusted' } },
  },
  'sign-in-untrusted': {
    description: 'The sign-in host shows a certificate that nobody vouches for.',
    cause: 'tls_failed',
    isForEverybody: true,
    network: { connections: { 'login.microsoftonline.com': 'untrusted' } },
  },
};
