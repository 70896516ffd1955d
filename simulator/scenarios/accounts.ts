import type { Scenario } from './scenario.ts';

/** What Entra answers to a user name, or to the right password. */
export const accountScenarios: Readonly<Record<string, Scenario>> = {
  'ambient-account': {
    description: 'Somebody else is signed in to this machine, and enters without being asked (facts 3.4).',
    cause: 'wrong_account',
    isForEverybody: true,
    signIn: { ambient: 'expired-secret@contoso.onmicrosoft.com' },
  },
  'work-or-personal': {
    description: 'The name is also that of a personal account: which one is asked (facts 2.3).',
    signIn: { personal: 'both' },
  },
  'name-unknown': {
    description: 'Nobody in the directory has that name (facts 2.1).',
    cause: 'account_unknown',
    signIn: { isNameUnknown: true },
  },
  'several-tenants': {
    description: 'The name is known in several tenants: which one is asked (facts 1.10).',
    cause: 'tenant_ambiguous',
    signIn: { asksTenant: true },
  },
  'personal-refused': {
    description: 'The name is that of a personal account, and the page says so (facts 6.2).',
    cause: 'personal_account',
    signIn: { personal: 'refused' },
  },
  'personal-strays': {
    description: 'The name is that of a personal account, and the browser is sent to its pages (facts 2.23).',
    cause: 'personal_account',
    signIn: { personal: 'strays' },
  },
  'personal-not-allowed': {
    description: 'The account of another identity provider is refused with 50020 (facts 4).',
    cause: 'personal_account',
    signIn: { passwordError: '50020' },
  },
  'password-wrong': {
    description: 'The password is called wrong (facts 2.4).',
    cause: 'password_wrong',
    signIn: { passwordError: '50126' },
  },
  'account-locked': {
    description:
      'Smart lockout, or a source address in bad repute: 50053 also for the right password (facts 7.7).',
    cause: 'account_locked',
    signIn: { passwordError: '50053' },
  },
  'account-disabled': {
    description: 'The account is disabled.',
    cause: 'account_disabled',
    signIn: { passwordError: '50057' },
  },
  'tenant-gone': {
    description: 'The name no longer has a directory: 50128 (facts 2.1).',
    cause: 'tenant_not_found',
    signIn: { passwordError: '50128' },
  },
  'tenant-restricted': {
    description: 'A proxy on the way lets people sign in to other tenants only: 500021 (facts 4).',
    cause: 'tenant_restricted',
    signIn: { passwordError: '500021' },
  },
  'pass-through-agent-down': {
    description:
      'The agent that would ask the own Active Directory for the password does not answer (facts 4).',
    cause: 'pass_through_agent_down',
    signIn: { passwordError: '80002' },
  },
};
