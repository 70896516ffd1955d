import type { ActionScreen, Screen, View } from './screen.ts';

const username = '#userNameInput, #ContentPlaceHolder1_UsernameTextBox';
const password = '#passwordInput, #ContentPlaceHolder1_PasswordTextBox';
const submit = '#submitButton, #ContentPlaceHolder1_SubmitButton';

/** In place of the form, with a number for the log of that server and a text in its language. */
const failure = '#errorArea';
/** Above the form, once it has refused; where name and password have a page each, that is the one for the name again. */
const refusal = '#errorText';

/**
 * The organisation's AD FS, with the ids of version 3 and later, or of version 2 (sign-in-facts 2.19). Others use one or
 * another of these names as well: all of them together are AD FS.
 */
export const adfs: Screen = {
  id: 'adfs',
  at: 'identity_provider',
  step: 'federated',
  controls: [username, password, submit, failure, refusal],
  matches: view => isForm(view) || isRefused(view),
  refuses: view => isRefused(view),
  names: username,
  type: { into: password, what: 'password' },
  proves: 'password',
  press: submit,
  sends: 'page',
  // Its refusal may also be the same form again, and nothing else.
  visits: 1,
};

/** Where the name has a page of its own, its field is gone. */
const isForm = (view: View): boolean =>
  view.sees(password) && view.sees(submit) && (view.sees(username) || isAtAdfs(view));

const isAtAdfs = (view: View): boolean => /^\/adfs\//i.test(view.path);

const isRefused = (view: View): boolean =>
  isAtAdfs(view) && (view.sees(failure) || (view.isAnswer && view.hasMet('adfs') && view.sees(refusal)));

const usernameAlone = '#userNameInput';
const next = '#nextButton';

/** AD FS of 2019 and later: the name has a page of its own, before that of the password. */
export const adfsName: ActionScreen = {
  id: 'adfs_name',
  at: 'identity_provider',
  step: 'federated',
  controls: [usernameAlone, next],
  matches: view => view.sees(usernameAlone) && view.sees(next),
  type: { into: usernameAlone, what: 'username' },
  press: next,
  // The page shows its other half by itself and asks for nothing; pressing again does no harm.
  sends: 'page',
};
