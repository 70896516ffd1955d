import type { ActionScreen } from './screen.ts';

/** Neither is on any other page. */
const marks = ['#KmsiCheckboxField', '#KmsiDescription'] as const;
const no = '#idBtn_Back';

/**
 * "Stay signed in?" (sign-in-facts 2.12). The answer is no: the session is thrown away. Its buttons bear the ids of
 * Next and Back on other pages, so it is recognised by its page id.
 */
export const staySignedIn: ActionScreen = {
  id: 'stay_signed_in',
  step: 'stay_signed_in',
  controls: marks,
  pages: ['KmsiInterrupt'],
  matches: view => view.pageId === 'KmsiInterrupt' || marks.some(mark => view.sees(mark)),
  press: no,
  sends: 'page',
};
