import type { Screen } from './screen.ts';

const tiles = '#tilesHolder';

/**
 * "Pick an account" (sign-in-facts 2.2): always another one, also where ours has a tile. That tile may lead into a
 * session of the machine, and a run that skips the credentials has not tested the sign-in (2.21).
 */
export const accountPicker: Screen = {
  id: 'account_picker',
  step: 'username',
  controls: [tiles],
  pages: ['ConvergedSignIn'],
  matches: view => view.sees(tiles),
  press: '#otherTile',
  // The page shows its e-mail field by itself and asks for nothing; pressing again does no harm.
  sends: 'page',
  visits: 2,
};
