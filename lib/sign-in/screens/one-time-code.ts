import type { Screen } from './screen.ts';

const field = '#idTxtBx_SAOTCC_OTC';
const error = '#idSpan_SAOTCC_Error_OTC';

/** "Enter code" (sign-in-facts 2.7). By id, not by `name=otc`, which the device-code page has, too (1.12). */
export const oneTimeCode: Screen = {
  id: 'one_time_code',
  step: 'mfa',
  controls: [field, error],
  pages: ['ConvergedTFA'],
  matches: view => view.sees(field),
  refuses: view => view.sees(error) || view.refusal !== undefined,
  type: { into: field, what: 'one_time_code' },
  press: '#idSubmit_SAOTCC_Continue',
  visits: 1,
};
