import type { Passage } from './screen.ts';

const list = '#idDiv_SAOTCS_Proofs';
const authenticatorCode = '[data-value="PhoneAppOTP"]';

/**
 * "Verify your identity": the list of second factors (sign-in-facts 2.6). We hold the authenticator app's code; other
 * rows would call or write to a person, and are never pressed.
 */
export const methodList: Passage = {
  id: 'method_list',
  step: 'mfa',
  controls: [list, authenticatorCode],
  pages: ['ConvergedTFA'],
  matches: view => view.sees(list),
  isDeadEnd: view => !view.sees(authenticatorCode),
  press: authenticatorCode,
  sends: '/SAS/BeginAuth',
  visits: 2,
};
