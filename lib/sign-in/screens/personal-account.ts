import { isPersonalHost } from '../../domain/hosts.ts';
import { anyControl, type Screen } from './screen.ts';

/** The pages of personal accounts, where a name strays to that is not a work account's (sign-in-facts 1.2, 2.23). */
export const personalAccount: Screen = {
  id: 'personal_account',
  controls: [anyControl],
  matches: view => isPersonalHost(view.host),
  stops: () => 'personal_account',
};
