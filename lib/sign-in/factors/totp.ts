import { type Factor, methodRow } from './factor.ts';

/** The code of an authenticator app, or of a hardware token: made by `Authenticator`. */
export const totp: Factor = {
  id: 'totp',
  isHeld: proofs => proofs.totp !== undefined,
  ways: [methodRow('PhoneAppOTP')],
};
