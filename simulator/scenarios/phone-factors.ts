import type { Scenario } from './scenario.ts';

/** The factors of a phone: codes, pushes, text messages and calls. */
export const phoneFactorScenarios: Readonly<Record<string, Scenario>> = {
  'method-list': {
    description: 'Several second factors: the method list comes first.',
    signIn: { proofs: ['PhoneAppOTP', 'OneWaySMS', 'TwoWayVoiceMobile'] },
  },
  'push-first': {
    description: 'Push is the default, as Microsoft prefers it; the code is another way (facts 7.6, 2.8).',
    signIn: { proofs: ['PhoneAppNotification', 'PhoneAppOTP'], defaultProof: 'PhoneAppNotification' },
  },
  'sms-first': {
    description:
      'A text message is the default, with the same field as the code, which is another way (facts 2.7).',
    signIn: { proofs: ['OneWaySMS', 'PhoneAppOTP'], defaultProof: 'OneWaySMS' },
  },
  'push-only': {
    description: 'Push is the only second factor: there is no other way.',
    cause: 'mfa_factor_unavailable',
    signIn: { proofs: ['PhoneAppNotification'], defaultProof: 'PhoneAppNotification' },
  },
  'sms-only': {
    description: 'A phone is the only second factor: a text message first, a call as the other way, no code.',
    cause: 'mfa_factor_unavailable',
    signIn: { proofs: ['OneWaySMS', 'TwoWayVoiceMobile'], defaultProof: 'OneWaySMS' },
  },
  'code-rejected': {
    description: 'Every code is called wrong.',
    cause: 'mfa_code_rejected',
    signIn: { codeResult: 'OathCodeIncorrect' },
  },
  'code-reused': {
    description: 'Every code is called used already.',
    cause: 'mfa_code_reused',
    signIn: { codeResult: 'PhoneAppOtpAuthFailedDuplicateCodeEntered' },
  },
  'passwordless-push': {
    description: 'A push is preferred to the password, which is another way (facts 2.5).',
    signIn: { firstFactors: ['push', 'password'] },
  },
  'passwordless-push-only': {
    description: 'A push instead of a password, and no other way.',
    cause: 'mfa_factor_unavailable',
    signIn: { firstFactors: ['push'] },
  },
};
