import { credentialRow, type Factor } from './factor.ts';

/** A Temporary Access Pass: in place of the password, and no second factor after it (sign-in-facts 2.11). */
export const accessPass: Factor = {
  id: 'access_pass',
  isHeld: proofs => proofs.temporaryAccessPass !== undefined,
  ways: [credentialRow(13)],
};
