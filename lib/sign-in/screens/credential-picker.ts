import type { ActionScreen } from './screen.ts';
import { everyWay, wayOn } from './ways.ts';

const picker = '[data-bind*="login-credential-picker-view"]';

/** "Choose a way to sign in": the first factors that the account has (sign-in-facts 1.5, 6.2). */
export const credentialPicker: ActionScreen = {
  id: 'credential_picker',
  step: 'mfa',
  controls: [picker, ...everyWay],
  pages: ['ConvergedSignIn'],
  matches: view => view.sees(picker),
  refuses: view => view.refusal !== undefined,
  isDeadEnd: view => wayOn(view) === undefined,
  press: view => wayOn(view),
  // Some rows open another page, some another view of this one; pressing again does no harm.
  sends: 'page',
  visits: 2,
};
