import type { Screen } from './screen.ts';

const username = '#userNameInput, #ContentPlaceHolder1_UsernameTextBox';
const password = '#passwordInput, #ContentPlaceHolder1_PasswordTextBox';

/** The organisation's AD FS, with the ids of version 3 and later, or of version 2 (sign-in-facts 2.19). */
export const adfs: Screen = {
  id: 'adfs',
  at: 'identity_provider',
  step: 'federated',
  controls: [username, password],
  pages: [],
  matches: view => view.sees(password),
  names: username,
  type: { into: password, what: 'password' },
  proves: 'password',
  press: '#submitButton, #ContentPlaceHolder1_SubmitButton',
  sends: 'page',
  // Its refusal is the same form again.
  visits: 1,
};
