import { anyControl, type TerminalScreen } from './screen.ts';

const view17 = '[data-viewid="17"]';

/**
 * A tenant's terms of use (sign-in-facts 1.10, 2.18): a view of the sign-in, or a page of its own, at one of the two
 * hosts that Microsoft documents for it. Never accepted in somebody's name.
 */
export const termsOfUse: TerminalScreen = {
  id: 'terms_of_use',
  controls: [view17, anyControl],
  matches: view =>
    /\/TermsOfUse/i.test(view.path) ||
    /(^|\.)termsofuse\./.test(view.host) ||
    (view.pageId === 'ConvergedSignIn' && view.sees(view17)),
  stops: () => 'terms_of_use_required',
};
