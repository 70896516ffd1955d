import type { Screen } from './screen.ts';

const remember = '#KmsiCheckboxField';

/**
 * "Stay signed in?" (sign-in-facts 2.12). The answer is no: the session is thrown away. Its buttons bear the ids of
 * Next and Back on other pages, so it is told by its page id.
 */
export const staySignedIn: Screen = {
  id: 'stay_signed_in',
  step: 'stay_signed_in',
  controls: [remember, '#idBtn_Back'],
  pages: ['KmsiInterrupt'],
  matches: view => (view.pageId === 'KmsiInterrupt' || view.sees(remember)) && view.sees('#idBtn_Back'),
  press: '#idBtn_Back',
  visits: 1,
};
