import type { Scenario } from './scenario.ts';

/** What Microsoft Graph answers to the application. */
export const graphScenarios: Readonly<Record<string, Scenario>> = {
  'identity-incident': {
    description: 'Entra answers the first request with 503, and Microsoft has reported an incident.',
    cause: 'sign_in_service_error',
    isForEverybody: true,
    network: { faults: { authorize: { status: 503 } } },
    graph: {
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
  },
  'application-expired': {
    description: 'The secret of the application that asks Microsoft Graph has expired.',
    graph: { applicationError: '7000222' },
  },
  'application-limited': {
    description: 'The application may read the organisation, and nothing else; sign-ins are logged at once.',
    graph: { applicationRoles: ['Organization.Read.All'], signInLogDelayMs: 0 },
  },
  'campaign-on': {
    description: 'The policy of the tenant has a registration campaign; a group is excluded (facts 2.13).',
    graph: { campaign: 'enabled' },
  },
  'campaign-managed': {
    description: 'The policy of the tenant leaves the registration campaign to Microsoft.',
    graph: { campaign: 'default' },
  },
  'campaign-excluded': {
    description: 'The policy of the tenant has a registration campaign, and every account is excluded.',
    graph: { campaign: 'excludes everybody' },
  },
};
