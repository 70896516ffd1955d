import type { ActionScreen } from './screen.ts';

export const passkeyView = '[data-bind*="login-fido-view"]';

/** The passkey page, on a host of its own (sign-in-facts 2.9). It asks the authenticator, and goes on, by itself. */
export const passkey: ActionScreen = {
  id: 'passkey',
  step: 'mfa',
  controls: [passkeyView],
  pages: ['ConvergedSignIn'],
  matches: view => view.sees(passkeyView) && view.holds('passkey'),
  refuses: view => view.refusal !== undefined,
  sends: 'page',
};
