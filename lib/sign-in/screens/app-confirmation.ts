import { type ActionScreen, nextButton } from './screen.ts';

const title = '#appConfirmTitle';

/** "Are you trying to sign in to …?" (sign-in-facts 2.21; code 50199): we are. Gives away nothing, so it is answered. */
export const appConfirmation: ActionScreen = {
  id: 'app_confirmation',
  step: 'stay_signed_in',
  controls: [title],
  pages: ['CmsiInterrupt'],
  matches: view => view.pageId === 'CmsiInterrupt' || view.sees(title),
  press: nextButton,
  sends: 'page',
};
