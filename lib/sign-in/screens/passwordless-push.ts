import type { Passage } from './screen.ts';

const number = '#idRemoteNGC_DisplaySign';
const polling = '#idDiv_RemoteNGC_PollingDescription';
const view4 = '[data-viewid="4"]';
const usePassword = '#idA_PWD_SwitchToPassword';

/** A push instead of the password (sign-in-facts 2.5): nobody is there to answer it, so the password is asked for. */
export const passwordlessPush: Passage = {
  id: 'passwordless_push',
  step: 'username',
  controls: [number, polling, view4, usePassword],
  pages: ['ConvergedSignIn'],
  matches: view =>
    view.pageId === 'ConvergedSignIn' && (view.sees(number) || view.sees(polling) || view.sees(view4)),
  isDeadEnd: view => !view.sees(usePassword),
  press: usePassword,
  // The page shows the password by itself and asks for nothing; pressing the link again does no harm.
  sends: 'page',
  visits: 1,
};
