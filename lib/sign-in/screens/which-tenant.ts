import type { Screen } from './screen.ts';

const choice = '[data-viewid="50"]';

/**
 * "Which organisation?", where one name is known in several tenants. Only the number of its view is known
 * (sign-in-facts 1.10), and to pick one would be to guess.
 */
export const whichTenant: Screen = {
  id: 'which_tenant',
  controls: [choice],
  pages: ['ConvergedSignIn'],
  // The number is unique within a page id only (1.5).
  matches: view => view.pageId === 'ConvergedSignIn' && view.sees(choice),
  stops: () => 'tenant_ambiguous',
};
