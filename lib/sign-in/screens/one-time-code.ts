import type { ActionScreen } from './screen.ts';

export const codeField = '#idTxtBx_SAOTCC_OTC';
const error = '#idSpan_SAOTCC_Error_OTC';

/** "Enter code" (sign-in-facts 2.7). By id, not by `name=otc`, which the device-code page has, too (1.12). */
export const oneTimeCode: ActionScreen = {
  id: 'one_time_code',
  step: 'mfa',
  controls: [codeField, error],
  pages: ['ConvergedTFA'],
  matches: view => view.sees(codeField),
  refuses: view => view.sees(error) || view.refusal !== undefined,
  // A text message has the same field: the app's code would be wrong there, and we have no other.
  isDeadEnd: view => !view.holds('totp') || (view.method !== undefined && view.method !== 'PhoneAppOTP'),
  type: { into: codeField, what: 'one_time_code' },
  press: '#idSubmit_SAOTCC_Continue',
  proves: 'totp',
  sends: '/SAS/EndAuth',
};
