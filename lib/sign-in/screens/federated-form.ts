import { adfs } from './adfs.ts';
import { personalAccount } from './personal-account.ts';
import type { Screen } from './screen.ts';

export const password = 'input[type="password"]';
const form = `form:has(${password})`;
const username = `${form} input:is([type="text"], [type="email"], :not([type]))`;
const invalid = `${form} [aria-invalid="true"]`;

/** Where a widget such as Okta's says in place what it did not like. */
export const complaint = '[role="alert"]';

/** What sends the form around a field. PingFederate has a link for it. */
export const submit = (field: string): string =>
  `form:has(${field}) :is(button:not([type="button"], [type="reset"]), input[type="submit"], a.ping-button.allow)`;

/** The form of any other identity provider (sign-in-facts 2.19): whatever asks for a password, and its submit button. */
export const federatedForm: Screen = {
  id: 'federated_form',
  at: 'identity_provider',
  step: 'federated',
  controls: [username, password, invalid, complaint],
  pages: [],
  matches: view => view.sees(password) && ![adfs, personalAccount].some(known => known.matches(view)),
  // Most refuse with the same form again; some do it in place.
  refuses: view => view.hasMet('federated_form') && view.sees(invalid),
  names: username,
  type: { into: password, what: 'password' },
  proves: 'password',
  press: submit(password),
  complains: complaint,
  // Nobody knows what it sends, and the password must not be sent twice.
  sends: 'anything',
  visits: 1,
};
