import { adfs } from './adfs.ts';
import { personalAccount } from './personal-account.ts';
import { complaint, invalid, type Screen } from './screen.ts';

export const password = 'input[type="password"]';
const text = 'input:is([type="text"], [type="email"], :not([type])):not([readonly], [disabled])';
/** Beside the password, in its form; some pages build theirs without a form. */
const username = `form:has(${password}) ${text}, :root:not(:has(form ${password})) ${text}`;

/** The form of any other identity provider (sign-in-facts 2.19): whatever asks for a password, and its submit button. */
export const federatedForm: Screen = {
  id: 'federated_form',
  at: 'identity_provider',
  step: 'federated',
  controls: [username, password],
  matches: view => view.sees(password) && ![adfs, personalAccount].some(known => known.matches(view)),
  names: username,
  type: { into: password, what: 'password' },
  proves: 'password',
  press: { formOf: password },
  // Most refuse with the same form again; widgets such as Okta's do it in place.
  complains: [complaint, invalid],
  // Nobody knows what it sends, and the password must not be sent twice.
  sends: 'anything',
};
