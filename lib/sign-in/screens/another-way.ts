import { codeField } from './one-time-code.ts';
import type { Screen } from './screen.ts';

const anotherWay = '#signInAnotherWay';

/**
 * A second factor that we do not hold comes first: push, or a text message. Microsoft prefers them even where an
 * authenticator's code is registered (sign-in-facts 7.6); the way on is "sign in another way".
 */
export const anotherWayScreen: Screen = {
  id: 'another_way',
  step: 'mfa',
  controls: [anotherWay, codeField],
  pages: ['ConvergedTFA'],
  matches: view =>
    view.sees(anotherWay) && !(view.sees(codeField) && (view.method ?? 'PhoneAppOTP') === 'PhoneAppOTP'),
  press: anotherWay,
  // The list is shown by the page itself; it asks for nothing, and pressing the link again does no harm.
  sends: 'page',
  visits: 1,
};
