import { nextButton, type Screen } from './screen.ts';

const field = '#i0116';
const error = '#usernameError';

/** "Sign in": the e-mail field (sign-in-facts 2.1). Its page also holds the password field's off-screen twin. */
export const email: Screen = {
  id: 'email',
  step: 'username',
  controls: [field, error],
  pages: ['ConvergedSignIn'],
  matches: view => view.sees(field),
  refuses: view => view.sees(error) || view.refusal !== undefined,
  type: { into: field, what: 'username' },
  press: nextButton,
  sends: '/GetCredentialType',
  visits: 2,
};
