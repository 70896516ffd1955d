import type { Reading } from '../page-reader.ts';
import { anotherWay } from './another-way.ts';
import { appConfirmation } from './app-confirmation.ts';
import { blocked } from './blocked.ts';
import { captcha } from './captcha.ts';
import { conditionalAccess } from './conditional-access.ts';
import { confirmTenant } from './confirm-tenant.ts';
import { consent } from './consent.ts';
import { email } from './email.ts';
import { errorPage } from './error-page.ts';
import { handOver } from './hand-over.ts';
import { methodList } from './method-list.ts';
import { moreInformation, skipMoreInformation } from './more-information.ts';
import { oneTimeCode } from './one-time-code.ts';
import { password } from './password.ts';
import { passwordChange } from './password-change.ts';
import { passwordlessPush } from './passwordless-push.ts';
import { isStop, type Screen, type View } from './screen.ts';
import { staySignedIn } from './stay-signed-in.ts';
import { termsOfUse } from './terms-of-use.ts';

/**
 * Every screen we know, asked in this order; the first that matches is it. The order matters where two could match:
 * what ends a sign-in comes before what would type into it, a text message's code field comes with a way around it, and
 * while the password slides in, the e-mail field can still be seen. `blocked` is what is left of the sign-in page.
 */
export const screens: readonly Screen[] = [
  captcha,
  passwordChange,
  conditionalAccess,
  consent,
  termsOfUse,
  errorPage,
  skipMoreInformation,
  moreInformation,
  handOver,
  appConfirmation,
  confirmTenant,
  staySignedIn,
  passwordlessPush,
  anotherWay,
  oneTimeCode,
  methodList,
  password,
  email,
  blocked,
];

/**
 * Which screen it is, if we know it. Screens are Microsoft's: what looks like one on another origin than that of the
 * sign-in gets nothing from us, so only one that ends the sign-in is recognised there.
 */
export function recognise(view: View, reading: Reading, origin: string): Screen | undefined {
  const isTheirs = new URL(reading.url).origin === origin;
  return screens.find(screen => (isTheirs || isStop(screen)) && screen.matches(view));
}
