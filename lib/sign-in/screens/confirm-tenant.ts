import { type ActionScreen, nextButton } from './screen.ts';

/**
 * "Confirm that you sign in to this organisation" (sign-in-facts 1.7, 4). It came on a page id that is not known, so
 * it is recognised by its code; a page that has no button like the others is left alone.
 */
export const confirmTenant: ActionScreen = {
  id: 'confirm_tenant',
  step: 'stay_signed_in',
  controls: [],
  matches: view => view.code === '399218',
  press: nextButton,
  sends: 'page',
};
