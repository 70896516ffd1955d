import type { ActionScreen } from './screen.ts';

const username = '#userNameInput';
const next = '#nextButton';

/** The organisation's AD FS of 2019 and later: the name has a page of its own, before that of the password. */
export const adfsName: ActionScreen = {
  id: 'adfs_name',
  at: 'identity_provider',
  step: 'federated',
  controls: [username, next],
  matches: view => view.sees(username) && view.sees(next),
  type: { into: username, what: 'username' },
  press: next,
  // The page shows its other half by itself and asks for nothing; pressing again does no harm.
  sends: 'page',
};
