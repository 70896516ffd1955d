import type { ActionScreen } from './screen.ts';

const interstitial = '[data-bind*="login-certificate-interstitial-view"]';

/** The page before the certificate's host (sign-in-facts 2.10). It goes there, and comes back, by itself. */
export const certificate: ActionScreen = {
  id: 'certificate',
  step: 'mfa',
  controls: [interstitial],
  pages: ['ConvergedSignIn'],
  matches: view => view.sees(interstitial),
  refuses: view => view.refusal !== undefined,
  isDeadEnd: view => !view.holds('certificate'),
  sends: 'page',
};
