import { adfs, adfsName } from './adfs.ts';
import { personalAccount } from './personal-account.ts';
import { type ActionScreen, complaint, invalid, type Screen, type View } from './screen.ts';

const password = 'input[type="password"]';
const text = 'input:is([type="text"], [type="email"], :not([type])):not([readonly], [disabled])';
/** Beside the password, in its form; some pages build theirs without a form. */
const username = `form:has(${password}) ${text}, :root:not(:has(form ${password})) ${text}`;

/** The form of any other identity provider (sign-in-facts 2.19): whatever asks for a password, and its submit button. */
export const federatedForm: Screen = {
  id: 'federated_form',
  at: 'identity_provider',
  step: 'federated',
  controls: [username, password],
  matches: view => view.sees(password) && isOther(view),
  names: username,
  type: { into: password, what: 'password' },
  proves: 'password',
  press: { formOf: password },
  // Most refuse with the same form again; widgets such as Okta's do it in place.
  complains: [complaint, invalid],
  // Nobody knows what it sends, and the password must not be sent twice.
  sends: 'anything',
};

/** What the field is called by Okta, Keycloak, Shibboleth and others, where it has not the name that browsers go by. */
const names = ['identifier', 'username', 'j_username', 'pf.username'];
const line = 'input:is([type="text"], [type="email"], [type="tel"], [type="number"], :not([type]))';
const usernameAlone = ['autocomplete~="username"', ...names.map(name => `name="${name}"`)]
  // Microsoft's own is called loginfmt, and only looks like it here.
  .map(is => `${line}[${is} i]:not([name="loginfmt"], [readonly], [disabled])`)
  .join(', ');
/** A page that asks for more than the name asks for a code, or for the text in a picture. */
const more = `form:has(${usernameAlone}) ${line}:not(${usernameAlone})`;

/** An identity provider that wants the name first, with no more to fill in; its form for the password comes after it. */
export const federatedName: ActionScreen = {
  id: 'federated_name',
  at: 'identity_provider',
  step: 'federated',
  controls: [usernameAlone, password, more],
  matches: view =>
    view.sees(usernameAlone) &&
    !view.sees(password) &&
    !view.sees(more) &&
    // After the password it is another page that shows the name, unless it had begun like this.
    (!view.hasShown('password') || view.hasMet('federated_name')) &&
    isOther(view),
  type: { into: usernameAlone, what: 'username' },
  press: { formOf: usernameAlone },
  complains: [complaint],
  sends: 'anything',
  // Once the password was given, the name again is how it is refused.
  visits: 1,
};

/** Not one of those that are known by their own host or ids. */
const isOther = (view: View): boolean =>
  ![adfs, adfsName, personalAccount].some(known => known.matches(view));
