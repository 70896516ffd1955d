import { type ActionScreen, nextButton } from './screen.ts';

export const passwordField = '#i0118';
const error = '#passwordError';

/** "Enter password" (sign-in-facts 2.4). A wrong one comes back as the same page, HTTP 200, with code 50126. */
export const password: ActionScreen = {
  id: 'password',
  step: 'password',
  controls: [passwordField, error],
  pages: ['ConvergedSignIn'],
  matches: view => view.sees(passwordField),
  refuses: view => view.sees(error) || view.refusal !== undefined,
  type: { into: passwordField, what: 'password' },
  press: nextButton,
  proves: 'password',
  sends: 'page',
  // Meeting it again without a refusal does not justify sending the password again.
  visits: 1,
};
