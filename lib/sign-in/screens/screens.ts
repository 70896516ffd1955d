import { withoutDefender } from '../../domain/hosts.ts';
import type { Reading } from '../page-reader.ts';
import { accessPass } from './access-pass.ts';
import { accountPicker } from './account-picker.ts';
import { adfs, adfsName } from './adfs.ts';
import { anotherWay } from './another-way.ts';
import { appConfirmation } from './app-confirmation.ts';
import { blocked } from './blocked.ts';
import { browserSso } from './browser-sso.ts';
import { campaign, putOffCampaign } from './campaign.ts';
import { captcha } from './captcha.ts';
import { certificate } from './certificate.ts';
import { conditionalAccess } from './conditional-access.ts';
import { confirmTenant } from './confirm-tenant.ts';
import { consent } from './consent.ts';
import { credentialPicker } from './credential-picker.ts';
import { email } from './email.ts';
import { errorPage } from './error-page.ts';
import { federatedFactor } from './federated-factor.ts';
import { federatedForm, federatedName } from './federated-form.ts';
import { handOver } from './hand-over.ts';
import { methodList } from './method-list.ts';
import { isRegistrationSite, moreInformation, skipMoreInformation } from './more-information.ts';
import { oneTimeCode } from './one-time-code.ts';
import { otherWays } from './other-ways.ts';
import { passkey } from './passkey.ts';
import { password } from './password.ts';
import { passwordChange } from './password-change.ts';
import { personalAccount } from './personal-account.ts';
import { isActionScreen, isTerminalScreen, type Screen, type View } from './screen.ts';
import { staySignedIn } from './stay-signed-in.ts';
import { termsOfUse } from './terms-of-use.ts';
import { whichTenant } from './which-tenant.ts';
import { workOrPersonal } from './work-or-personal.ts';

/**
 * Every screen we know, asked in this order; the first that matches is it. The order matters where two could match:
 * what ends a sign-in comes before what would type into it, a text message's code field comes with a way around it, and
 * while the password slides in, the e-mail field can still be seen. `federatedForm` is any form with a password, so those
 * that are known come before it, and `federatedFactor` before every screen that is given a password; a refusal of AD FS may be
 * shown above its page for the name. Where the account has a better factor than the one that a page asks for, Genkan goes
 * to that one instead of typing: so `otherWays` comes before `accessPass` and `password`. `blocked` is what is left of the
 * sign-in page.
 */
export const screens: readonly Screen[] = [
  personalAccount,
  browserSso,
  captcha,
  passwordChange,
  conditionalAccess,
  consent,
  termsOfUse,
  errorPage,
  skipMoreInformation,
  putOffCampaign,
  campaign,
  moreInformation,
  handOver,
  appConfirmation,
  confirmTenant,
  staySignedIn,
  anotherWay,
  oneTimeCode,
  methodList,
  credentialPicker,
  passkey,
  certificate,
  otherWays,
  accessPass,
  password,
  accountPicker,
  workOrPersonal,
  whichTenant,
  email,
  federatedFactor,
  adfs,
  adfsName,
  federatedName,
  federatedForm,
  blocked,
];

/** Which screen it is, if we know it. */
export const recognise = (view: View, reading: Reading, origins: ReadonlySet<string>): Screen | undefined =>
  candidates(view, reading, origins)[0];

/**
 * Every screen that it could be. What looks like one of Microsoft's on another origin than that of the sign-in gets
 * nothing from us, so it is not recognised there, unless it ends the sign-in; nor is an identity provider's at Microsoft.
 * @param origins those of the sign-in, also where Defender is in front of them
 */
export function candidates(view: View, reading: Reading, origins: ReadonlySet<string>): Screen[] {
  const isTheirs = origins.has(withoutDefender(new URL(reading.url).origin));
  const isThere = (screen: Screen) => {
    const at = isActionScreen(screen) ? screen.at : undefined;
    return at === 'microsoft'
      ? isTheirs || isRegistrationSite(view)
      : isTheirs !== (at === 'identity_provider');
  };
  return screens.filter(screen => (isTerminalScreen(screen) || isThere(screen)) && screen.matches(view));
}
