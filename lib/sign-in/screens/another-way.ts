import { codeField } from './one-time-code.ts';
import { passkeyView } from './passkey.ts';
import type { ActionScreen, View } from './screen.ts';
import { anotherWayLink } from './ways.ts';

/** While it is awaited, and once nobody has answered it or it was denied. */
const pushTitle = ':is(#idDiv_SAOTCAS_Title, #idDiv_SAASTO_Title, #idDiv_SAASDS_Title)';

/**
 * A second factor that we do not hold comes first: push, or a text message. Microsoft prefers them even where an
 * authenticator's code is registered (sign-in-facts 7.6); the way on is "sign in another way" (2.8).
 */
export const anotherWay: ActionScreen = {
  id: 'another_way',
  step: 'mfa',
  controls: [anotherWayLink, pushTitle, codeField, passkeyView],
  pages: ['ConvergedTFA'],
  matches: view =>
    view.sees(pushTitle) || (view.sees(anotherWayLink) && !isOurCode(view) && !view.sees(passkeyView)),
  isDeadEnd: view => !view.sees(anotherWayLink),
  press: anotherWayLink,
  // The page shows the list by itself and asks for nothing; pressing the link again does no harm.
  sends: 'page',
};

const isOurCode = (view: View): boolean =>
  view.sees(codeField) && view.holds('totp') && (view.method ?? 'PhoneAppOTP') === 'PhoneAppOTP';
