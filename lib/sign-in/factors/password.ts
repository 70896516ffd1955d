import { credentialRow, type Factor } from './factor.ts';

/** The password, which Microsoft follows up with a second factor. */
export const password: Factor = {
  id: 'password',
  isHeld: proofs => proofs.password !== undefined,
  ways: ['#idA_PWD_SwitchToPassword', credentialRow(1)],
};
