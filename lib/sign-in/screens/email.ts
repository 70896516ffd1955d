import { type ActionScreen, nextButton } from './screen.ts';

export const emailField = '#i0116';
const error = '#usernameError';

/** "Sign in": the e-mail field (sign-in-facts 2.1). Its page also holds the password field's off-screen twin. */
export const email: ActionScreen = {
  id: 'email',
  step: 'username',
  controls: [emailField, error],
  pages: ['ConvergedSignIn'],
  matches: view => view.sees(emailField),
  refuses: view => view.sees(error) || view.refusal !== undefined,
  type: { into: emailField, what: 'username' },
  press: nextButton,
  sends: '/GetCredentialType',
  visits: 2,
};
