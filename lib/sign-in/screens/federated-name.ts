import { adfs } from './adfs.ts';
import { adfsName } from './adfs-name.ts';
import { personalAccount } from './personal-account.ts';
import type { Passage } from './screen.ts';

/** What the field is called by Okta, Ping, Shibboleth and others, where it has not the name that browsers go by. */
const names = ['identifier', 'username', 'j_username', 'user', 'login', 'subject', 'pf.username'];
const username = ['autocomplete~="username"', ...names.map(name => `name="${name}"`)]
  // Microsoft's own is called loginfmt, and only looks like it here.
  .map(is => `input:is([type="text"], [type="email"], :not([type]))[${is} i]:not([name="loginfmt"])`)
  .join(', ');
const password = 'input[type="password"]';

/** Another identity provider that wants the name first (sign-in-facts 2.19); its form for the password comes after it. */
export const federatedName: Passage = {
  id: 'federated_name',
  at: 'identity_provider',
  step: 'federated',
  controls: [username, password],
  pages: [],
  matches: view =>
    view.sees(username) &&
    !view.sees(password) &&
    ![adfs, adfsName, personalAccount].some(known => known.matches(view)),
  // Once the password was given, the name again is how it is refused.
  refuses: view => view.isAnswer && view.hasMet('federated_form'),
  type: { into: username, what: 'username' },
  press: `form:has(${username}) :is(button:not([type="button"], [type="reset"]), input[type="submit"])`,
  // It says nothing of the password, so pressing again does no harm.
  sends: 'anything',
  visits: 1,
};
