import type { ActionScreen, TerminalScreen, View } from './screen.ts';

/** The link has an address with this word, or Microsoft's template binds it to a name with it (sign-in-facts 2.13). */
const skip = 'a[href*="skipmfaregistration" i], [data-bind*="skipmfaregistration" i], #btnAskLater';
const next = '#idSubmit_ProofUp_Redirect';
const nextElsewhere = 'button.ms-Button--primary';

/** Where a registration is hosted: Microsoft's own site in each cloud, or the pages that it replaces, which Microsoft documents. */
export const isRegistrationSite = ({ host, path }: View): boolean =>
  /^mysignins\.(microsoft|azure)\.(com|us|cn)$/.test(host) ||
  /\/(proofup|passwordreset\/register)\.aspx$/i.test(path);

const isPage = (view: View): boolean => view.pageId === 'ConvergedProofUpRedirect' || view.sees(next);

/** "More information required", with days left: put off, as a person in a hurry would. */
export const skipMoreInformation: ActionScreen = {
  id: 'skip_more_information',
  step: 'stay_signed_in',
  controls: [next],
  pages: ['ConvergedProofUpRedirect'],
  matches: view => isPage(view) && view.sees(skip),
  press: skip,
  sends: 'page',
};

/**
 * The same without a way around it, and the page behind it. A registration is never completed: that would
 * change the account. At mysignins nothing distinguishes the button that skips from the others (2.13), so none is pressed.
 */
export const moreInformation: TerminalScreen = {
  id: 'more_information',
  controls: [next, nextElsewhere],
  pages: ['ConvergedProofUpRedirect'],
  matches: view => (isPage(view) && !view.sees(skip)) || isRegistrationSite(view),
  stops: () => 'mfa_registration_required',
};
