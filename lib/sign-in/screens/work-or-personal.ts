import type { Screen } from './screen.ts';

const workAccount = '#aadTile';

/** "Work or personal account?", where one name is both (sign-in-facts 2.3). Only the former opens an admin center. */
export const workOrPersonal: Screen = {
  id: 'work_or_personal',
  step: 'username',
  controls: [workAccount],
  pages: ['ConvergedSignIn'],
  matches: view => view.sees(workAccount),
  press: workAccount,
  // The page goes on by itself and may ask for nothing; pressing again does no harm.
  sends: 'page',
};
