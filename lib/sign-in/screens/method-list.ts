import type { ActionScreen } from './screen.ts';
import { everyWay, wayOn } from './ways.ts';

const list = '#idDiv_SAOTCS_Proofs';

/**
 * "Verify your identity": the list of second factors (sign-in-facts 2.6). Only the row of a factor that we hold is
 * pressed; other rows would call or write to a person.
 */
export const methodList: ActionScreen = {
  id: 'method_list',
  step: 'mfa',
  controls: [list, ...everyWay],
  pages: ['ConvergedTFA'],
  matches: view => view.sees(list),
  isDeadEnd: view => wayOn(view) === undefined,
  press: view => wayOn(view),
  sends: '/SAS/BeginAuth',
  visits: 2,
};
