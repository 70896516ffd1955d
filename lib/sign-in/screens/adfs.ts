import type { Screen, View } from './screen.ts';

const username = '#userNameInput, #ContentPlaceHolder1_UsernameTextBox';
const password = '#passwordInput, #ContentPlaceHolder1_PasswordTextBox';

/** In place of the form, with a number for the log of that server and a text in its language. */
const failure = '#errorArea';
/** Above the form, once it has refused; where name and password have a page each, that is the one for the name again. */
const refusal = '#errorText';

/** The organisation's AD FS, with the ids of version 3 and later, or of version 2 (sign-in-facts 2.19). */
export const adfs: Screen = {
  id: 'adfs',
  at: 'identity_provider',
  step: 'federated',
  controls: [username, password, failure, refusal],
  pages: [],
  matches: view => view.sees(password) || isRefused(view),
  refuses: view => isRefused(view),
  names: username,
  type: { into: password, what: 'password' },
  proves: 'password',
  press: '#submitButton, #ContentPlaceHolder1_SubmitButton',
  sends: 'page',
  // Its refusal may also be the same form again, and nothing else.
  visits: 1,
};

const isRefused = (view: View): boolean =>
  /^\/adfs\//i.test(view.path) &&
  (view.sees(failure) || (view.isAnswer && view.hasMet('adfs') && view.sees(refusal)));
