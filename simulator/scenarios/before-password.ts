import type { Scenario } from './scenario.ts';

/** What comes before the password page, or instead of it. */
export const beforePasswordScenarios: Readonly<Record<string, Scenario>> = {
  'browser-sso': {
    description:
      'The browser is asked for a session of its machine first: two reloads and a hop (facts 2.0).',
    browserSso: true,
  },
  'account-picker': {
    description: 'The machine knows two accounts, and offers them before it asks for a name (facts 2.2).',
    picker: 'shown',
  },
  'tile-refused': {
    description: 'An account of the machine was tried and refused: the picker, with 16001 (facts 2.2).',
    picker: 'tile-refused',
  },
  'work-or-personal': {
    description: 'The name is also that of a personal account: which one is asked (facts 2.3).',
    personal: 'both',
  },
  'name-unknown': {
    description: 'Nobody in the directory has that name (facts 2.1).',
    cause: 'account_unknown',
    isNameUnknown: true,
  },
  'several-tenants': {
    description: 'The name is known in several tenants: which one is asked (facts 1.10).',
    cause: 'tenant_ambiguous',
    asksTenant: true,
  },
  'personal-refused': {
    description: 'The name is that of a personal account, and the page says so (facts 6.2).',
    cause: 'personal_account',
    personal: 'refused',
  },
  'personal-strays': {
    description: 'The name is that of a personal account, and the browser is sent to its pages (facts 2.23).',
    cause: 'personal_account',
    personal: 'strays',
  },
  'personal-not-allowed': {
    description: 'The account of another identity provider is refused with 50020 (facts 4).',
    cause: 'personal_account',
    passwordError: '50020',
  },
  adfs: {
    description: 'The password is asked for by the AD FS of the organisation (facts 2.19).',
    federation: 'adfs',
  },
  'adfs-2': { description: 'The same, by an AD FS of the old kind (facts 2.19).', federation: 'adfs-2' },
  'adfs-paginated': {
    description: 'The same, by an AD FS that asks for the name on a page of its own.',
    federation: 'adfs-paginated',
  },
  'federated-saml': {
    description: 'The password is asked for by another identity provider, which hands back a SAMLResponse.',
    federation: 'saml',
  },
  'federated-oidc': {
    description: 'The password is asked for by another identity provider, which hands back an id_token.',
    federation: 'oidc',
  },
  'federated-name-first': {
    description: 'Another identity provider asks for the name first, then for the password.',
    federation: 'name-first',
  },
  'adfs-slow': {
    description: 'The AD FS takes a second for its page and two for the password.',
    federation: 'adfs',
    delays: { federation: 1000, federatedLogin: 2000 },
  },
  'adfs-rejects': {
    description: 'The AD FS calls the password wrong.',
    cause: 'idp_rejected',
    federation: 'adfs',
    isFederatedLoginRefused: true,
  },
  'adfs-2-rejects': {
    description: 'An AD FS of the old kind calls the password wrong.',
    cause: 'idp_rejected',
    federation: 'adfs-2',
    isFederatedLoginRefused: true,
  },
  'adfs-paginated-rejects': {
    description: 'An AD FS that asks for the name on a page of its own calls the password wrong.',
    cause: 'idp_rejected',
    federation: 'adfs-paginated',
    isFederatedLoginRefused: true,
  },
  'federated-rejects': {
    description: 'Another identity provider calls the password wrong.',
    cause: 'idp_rejected',
    federation: 'saml',
    isFederatedLoginRefused: true,
  },
  'federated-name-first-rejects': {
    description: 'One that asks for the name first calls the password wrong, in place.',
    cause: 'idp_rejected',
    federation: 'name-first',
    isFederatedLoginRefused: true,
  },
  'adfs-own-factor': {
    description: 'The AD FS takes the password, then wants a passcode in a field like that of a password.',
    cause: 'idp_factor_required',
    federation: 'adfs',
    ownFactor: 'passcode',
  },
  'federated-own-factor': {
    description: 'Another identity provider takes the password, then wants a passcode in such a field.',
    cause: 'idp_factor_required',
    federation: 'saml',
    ownFactor: 'passcode',
  },
  'federated-own-code': {
    description: 'Another identity provider takes the password, then wants a code of digits.',
    cause: 'idp_factor_required',
    federation: 'oidc',
    ownFactor: 'code',
  },
  'federated-two-secrets': {
    description: 'A gateway wants the password and a passcode at once.',
    cause: 'idp_factor_required',
    federation: 'two-secrets',
  },
  'federated-link': {
    description: "A provider whose password bears the name that AD FS's has, and whose button is a link.",
    federation: 'link',
  },
  'federated-image': {
    description: 'A provider whose button is an image, with another one before it that empties the form.',
    federation: 'image',
  },
  'federated-empties-once': {
    description: "A provider's page empties the password right after it was filled, once.",
    federation: 'saml',
    emptiesPassword: 'once',
  },
  'federated-empties-always': {
    description: "A provider's page empties the password whenever it was filled.",
    cause: 'entry_not_taken',
    federation: 'saml',
    emptiesPassword: 'always',
  },
  'assertion-forgotten': {
    description: 'The AD FS takes the password, and Entra sends the browser to it again.',
    cause: 'sign_in_loop',
    federation: 'adfs',
    isAssertionForgotten: true,
  },
  'assertion-refused': {
    description: 'The AD FS vouches for the account, and Entra does not believe it: 50008 (facts 4).',
    cause: 'idp_answer_invalid',
    federation: 'adfs',
    isAssertionRefused: true,
  },
  'adfs-503': {
    description: 'The AD FS answers with 503.',
    cause: 'idp_unreachable',
    federation: 'adfs',
    faults: { federation: { status: 503 } },
  },
  'adfs-401': {
    description: 'The AD FS shows no form: it wants the browser to sign in, with Kerberos, NTLM or Basic.',
    cause: 'idp_http_authentication',
    federation: 'adfs',
    faults: { federation: { status: 401 } },
  },
  'federated-403': {
    description: 'Another identity provider, or a proxy before it, answers 403 before anything was typed.',
    cause: 'idp_unreachable',
    federation: 'saml',
    faults: { federation: { status: 403 } },
  },
  'adfs-fails': {
    description: 'The AD FS answers the password with 500.',
    cause: 'idp_unreachable',
    federation: 'adfs',
    faults: { federatedLogin: { status: 500 } },
  },
  'adfs-hangs': {
    description: 'The AD FS never answers.',
    cause: 'idp_unreachable',
    federation: 'adfs',
    faults: { federation: 'hang' },
  },
  'adfs-reset': {
    description: 'Connections to the AD FS are reset.',
    cause: 'idp_unreachable',
    federation: 'adfs',
    connections: { 'sts.contoso.example': 'reset' },
  },
  'adfs-untrusted': {
    description: 'The AD FS shows a certificate that nobody vouches for.',
    cause: 'idp_unreachable',
    federation: 'adfs',
    connections: { 'sts.contoso.example': 'untrusted' },
  },
  'pass-through-agent-down': {
    description:
      'The agent that would ask the own Active Directory for the password does not answer (facts 4).',
    cause: 'pass_through_agent_down',
    passwordError: '80002',
  },
  'behind-defender': {
    description: 'Defender for Cloud Apps stands before the admin center: .mcas.ms behind its host.',
    isBehindDefender: true,
  },
  'sign-in-behind-defender': {
    description: 'Defender for Cloud Apps stands before the sign-in itself: no credential is given there.',
    cause: 'origin_untrusted',
    redirects: { 'login.microsoftonline.com': 'login.microsoftonline.com.mcas.ms' },
  },
};
