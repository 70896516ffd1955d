import type { Scenario } from './scenario.ts';

/** Identity providers of the organisation, and what they do with a password. */
export const federationScenarios: Readonly<Record<string, Scenario>> = {
  adfs: {
    description: 'The password is asked for by the AD FS of the organisation (facts 2.19).',
    signIn: { federation: { provider: 'adfs' } },
  },
  'adfs-2': {
    description: 'The same, by an AD FS of the old kind (facts 2.19).',
    signIn: { federation: { provider: 'adfs-2' } },
  },
  'adfs-paginated': {
    description: 'The same, by an AD FS that asks for the name on a page of its own.',
    signIn: { federation: { provider: 'adfs-paginated' } },
  },
  'federated-saml': {
    description: 'The password is asked for by another identity provider, which returns a SAMLResponse.',
    signIn: { federation: { provider: 'saml' } },
  },
  'federated-oidc': {
    description: 'The password is asked for by another identity provider, which returns an id_token.',
    signIn: { federation: { provider: 'oidc' } },
  },
  'federated-name-first': {
    description: 'Another identity provider asks for the name first, then for the password.',
    signIn: { federation: { provider: 'name-first' } },
  },
  'adfs-slow': {
    description: 'The AD FS takes a second for its page and two for the password.',
    network: { delays: { federation: 1000, federatedLogin: 2000 } },
    signIn: { federation: { provider: 'adfs' } },
  },
  'adfs-rejects': {
    description: 'The AD FS calls the password wrong.',
    cause: 'idp_rejected',
    signIn: { federation: { provider: 'adfs', rejectsPassword: true } },
  },
  'adfs-2-rejects': {
    description: 'An AD FS of the old kind calls the password wrong.',
    cause: 'idp_rejected',
    signIn: { federation: { provider: 'adfs-2', rejectsPassword: true } },
  },
  'adfs-paginated-rejects': {
    description: 'An AD FS that asks for the name on a page of its own calls the password wrong.',
    cause: 'idp_rejected',
    signIn: { federation: { provider: 'adfs-paginated', rejectsPassword: true } },
  },
  'federated-rejects': {
    description: 'Another identity provider calls the password wrong.',
    cause: 'idp_rejected',
    signIn: { federation: { provider: 'saml', rejectsPassword: true } },
  },
  'federated-name-first-rejects': {
    description: 'One that asks for the name first calls the password wrong, in place.',
    cause: 'idp_rejected',
    signIn: { federation: { provider: 'name-first', rejectsPassword: true } },
  },
  'adfs-own-factor': {
    description: 'The AD FS takes the password, then wants a passcode in a field like that of a password.',
    cause: 'idp_factor_required',
    signIn: { federation: { provider: 'adfs', ownFactor: 'passcode' } },
  },
  'federated-own-factor': {
    description: 'Another identity provider takes the password, then wants a passcode in such a field.',
    cause: 'idp_factor_required',
    signIn: { federation: { provider: 'saml', ownFactor: 'passcode' } },
  },
  'federated-own-code': {
    description: 'Another identity provider takes the password, then wants a code of digits.',
    cause: 'idp_factor_required',
    signIn: { federation: { provider: 'oidc', ownFactor: 'code' } },
  },
  'federated-two-secrets': {
    description: 'A gateway wants the password and a passcode at once.',
    cause: 'idp_factor_required',
    signIn: { federation: { provider: 'two-secrets' } },
  },
  'federated-link': {
    description: "A provider whose password bears the name that AD FS's has, and whose button is a link.",
    signIn: { federation: { provider: 'link' } },
  },
  'federated-image': {
    description: 'A provider whose button is an image, with another one before it that empties the form.',
    signIn: { federation: { provider: 'image' } },
  },
  'federated-empties-once': {
    description: "A provider's page empties the password right after it was filled, once.",
    signIn: { federation: { provider: 'saml', emptiesPassword: 'once' } },
  },
  'federated-empties-always': {
    description: "A provider's page empties the password whenever it was filled.",
    cause: 'entry_not_taken',
    signIn: { federation: { provider: 'saml', emptiesPassword: 'always' } },
  },
  'assertion-forgotten': {
    description: 'The AD FS takes the password, and Entra sends the browser to it again.',
    cause: 'sign_in_loop',
    signIn: { federation: { provider: 'adfs', answer: 'forgotten' } },
  },
  'assertion-refused': {
    description: 'The AD FS vouches for the account, and Entra does not believe it: 50008 (facts 4).',
    cause: 'idp_answer_invalid',
    signIn: { federation: { provider: 'adfs', answer: 'refused' } },
  },
  'adfs-503': {
    description: 'The AD FS answers with 503.',
    cause: 'idp_unreachable',
    network: { faults: { federation: { status: 503 } } },
    signIn: { federation: { provider: 'adfs' } },
  },
  'adfs-401': {
    description: 'The AD FS shows no form: it wants the browser to sign in, with Kerberos, NTLM or Basic.',
    cause: 'idp_http_authentication',
    network: { faults: { federation: { status: 401 } } },
    signIn: { federation: { provider: 'adfs' } },
  },
  'federated-403': {
    description: 'Another identity provider, or a proxy before it, answers 403 before anything was typed.',
    cause: 'idp_unreachable',
    network: { faults: { federation: { status: 403 } } },
    signIn: { federation: { provider: 'saml' } },
  },
  'adfs-fails': {
    description: 'The AD FS answers the password with 500.',
    cause: 'idp_unreachable',
    network: { faults: { federatedLogin: { status: 500 } } },
    signIn: { federation: { provider: 'adfs' } },
  },
  'adfs-hangs': {
    description: 'The AD FS never answers.',
    cause: 'idp_unreachable',
    network: { faults: { federation: 'hang' } },
    signIn: { federation: { provider: 'adfs' } },
  },
  'adfs-reset': {
    description: 'Connections to the AD FS are reset.',
    cause: 'idp_unreachable',
    isForEverybody: true,
    network: { connections: { 'sts.contoso.example': 'reset' } },
    signIn: { federation: { provider: 'adfs' } },
  },
  'adfs-untrusted': {
    description: 'The AD FS shows a certificate that nobody vouches for.',
    cause: 'idp_unreachable',
    isForEverybody: true,
    network: { connections: { 'sts.contoso.example': 'untrusted' } },
    signIn: { federation: { provider: 'adfs' } },
  },
};
