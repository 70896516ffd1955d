import type { Screen } from './screen.ts';

/** A page without a control that asks the browser for a session of its machine, and moves on (sign-in-facts 2.0). */
export const browserSso: Screen = {
  id: 'browser_sso',
  controls: [],
  pages: ['BssoInterrupt'],
  matches: view => view.pageId === 'BssoInterrupt',
  goesOn: true,
};
