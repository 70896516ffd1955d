import { adfs } from './adfs.ts';
import { adfsName } from './adfs-name.ts';
import { password } from './federated-form.ts';
import { personalAccount } from './personal-account.ts';
import { type ActionScreen, complaint } from './screen.ts';

/** What the field is called by Okta, Keycloak, Shibboleth and others, where it has not the name that browsers go by. */
const names = ['identifier', 'username', 'j_username', 'pf.username'];
const text = 'input:is([type="text"], [type="email"], [type="tel"], [type="number"], :not([type]))';
const username = ['autocomplete~="username"', ...names.map(name => `name="${name}"`)]
  // Microsoft's own is called loginfmt, and only looks like it here.
  .map(is => `${text}[${is} i]:not([name="loginfmt"], [readonly], [disabled])`)
  .join(', ');
/** A page that asks for more than the name asks for a code, or for the text in a picture. */
const more = `form:has(${username}) ${text}:not(${username})`;

/** An identity provider that wants the name first, with no more to fill in; its form for the password comes after it. */
export const federatedName: ActionScreen = {
  id: 'federated_name',
  at: 'identity_provider',
  step: 'federated',
  controls: [username, password, more],
  matches: view =>
    view.sees(username) &&
    !view.sees(password) &&
    !view.sees(more) &&
    // After the password it is another page that shows the name, unless it had begun like this.
    (!view.hasShown('password') || view.hasMet('federated_name')) &&
    ![adfs, adfsName, personalAccount].some(known => known.matches(view)),
  type: { into: username, what: 'username' },
  press: { formOf: username },
  complains: [complaint],
  sends: 'anything',
  // Once the password was given, the name again is how it is refused.
  visits: 1,
};
