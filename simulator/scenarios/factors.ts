import type { Scenario } from './scenario.ts';

/** Passkeys, certificates, Temporary Access Passes, and a push that takes the place of the password. */
export const factorScenarios: Readonly<Record<string, Scenario>> = {
  'passkey-first': {
    description: 'The sign-in opens on the passkey page (facts 2.9).',
    signIn: { firstFactors: ['passkey', 'password'] },
  },
  'passkey-switch': {
    description: 'The password page comes first and has one other way: the passkey (facts 2.4).',
    signIn: { firstFactors: ['password', 'passkey'] },
  },
  'passkey-in-picker': {
    description:
      'The password page comes first and links to a list of methods; the passkey is one (facts 1.5).',
    signIn: { firstFactors: ['password', 'push', 'passkey'], withheld: ['password'] },
  },
  'passkey-as-second-factor': {
    description: 'After the password, the method list offers a passkey besides a text message (facts 2.6).',
    signIn: { proofs: ['OneWaySMS', 'FidoKey'] },
  },
  'passkey-rejected': {
    description: 'The policy no longer allows the kind of passkey that the account has (facts 4).',
    cause: 'passkey_rejected',
    signIn: { firstFactors: ['passkey', 'password'], firstFactorError: '135016' },
  },
  'passkey-not-held': {
    description:
      'The passkey page comes right after the name, and a client holds only a password: the other ways are beside it (facts 7.6).',
    signIn: {
      firstFactors: ['passkey', 'password'],
      withheld: ['passkey'],
      passkeyPage: { offersAtOnce: true },
    },
  },
  'passkey-pending': {
    description: 'The same; other ways come once the browser has given up asking for a passkey (facts 7.6).',
    signIn: { firstFactors: ['passkey', 'password', 'push'], withheld: ['passkey'] },
  },
  'passkey-pending-password': {
    description: 'The same, and the only other way is the password.',
    signIn: {
      firstFactors: ['passkey', 'password'],
      withheld: ['passkey'],
      passkeyPage: { offers: 'password' },
    },
  },
  'passkey-pending-back': {
    description:
      'The same, and the only way around the passkey is the way back, to a page with an error code.',
    signIn: {
      firstFactors: ['passkey', 'password'],
      withheld: ['passkey'],
      passkeyPage: { offers: 'back', errorCode: '1350162' },
    },
  },
  'passkey-pending-access-pass': {
    description: 'The passkey page comes first; a client holds only a Temporary Access Pass.',
    signIn: { firstFactors: ['passkey', 'accessPass'], withheld: ['passkey'] },
  },
  'passkey-pending-certificate': {
    description: 'The passkey page comes first; a client holds only a certificate.',
    signIn: { firstFactors: ['passkey', 'certificate'], withheld: ['passkey'] },
  },
  'passkey-second-not-held': {
    description:
      'After the password, the passkey page is the default; a client holds the code, which is another way (facts 7.6).',
    signIn: {
      proofs: ['FidoKey', 'PhoneAppOTP'],
      defaultProof: 'FidoKey',
      withheld: ['passkey'],
      passkeyPage: { offers: 'another way' },
    },
  },
  'passkey-only-not-held': {
    description: 'The passkey page comes first, offers nothing else, and a client holds only a password.',
    cause: 'mfa_factor_unavailable',
    signIn: { firstFactors: ['passkey'], withheld: ['passkey'], passkeyPage: { offers: 'nothing' } },
  },
  'passkey-forgotten': {
    description: 'The passkey page comes first, and the passkey that a client holds is no longer registered.',
    cause: 'passkey_rejected',
    signIn: { firstFactors: ['passkey', 'password'], passkeyPage: { hasForgotten: true } },
  },
  'certificate-switch': {
    description: 'The password page comes first and has one other way: the certificate (facts 2.10).',
    signIn: { firstFactors: ['password', 'certificate'] },
  },
  'certificate-first': {
    description: 'The sign-in opens on the page before the certificate host (facts 2.10).',
    signIn: { firstFactors: ['certificate'] },
  },
  'certificate-rejected': {
    description: 'The authority of the certificate is no longer trusted by the tenant (facts 4).',
    cause: 'certificate_rejected',
    signIn: { firstFactors: ['certificate'], firstFactorError: '50017' },
  },
  'access-pass': {
    description: 'The sign-in opens on the Temporary Access Pass (facts 2.11).',
    signIn: { firstFactors: ['accessPass'] },
  },
  'access-pass-not-held': {
    description:
      'The sign-in opens on a Temporary Access Pass that the monitor does not hold; the password is in the list.',
    signIn: { firstFactors: ['accessPass', 'push', 'password'], withheld: ['accessPass'] },
  },
  'access-pass-rejected': {
    description: 'The Temporary Access Pass has expired (facts 4).',
    cause: 'access_pass_rejected',
    signIn: { firstFactors: ['accessPass'], firstFactorError: '130504' },
  },
  'passwordless-push-first': {
    description: 'A push takes the place of the password, which is another way (facts 2.5).',
    signIn: { firstFactors: ['push', 'password'] },
  },
  'factors-not-held': {
    description:
      'The account signs in with a passkey, a push or an access pass, and a client holds only its password.',
    cause: 'mfa_factor_unavailable',
    signIn: { firstFactors: ['push', 'passkey', 'accessPass'], withheld: ['passkey', 'accessPass'] },
  },
};
