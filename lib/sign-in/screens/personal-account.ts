import { anyControl, type Screen } from './screen.ts';

/** All of it belongs to personal accounts: `login`, `account`, `signup`. */
const theirs = /(^|\.)live\.com$/;

/** The pages of personal accounts, where a name strays to that is not a work account's (sign-in-facts 1.2, 2.23). */
export const personalAccount: Screen = {
  id: 'personal_account',
  controls: [anyControl],
  pages: [],
  matches: view => theirs.test(view.host),
  stops: () => 'personal_account',
};
