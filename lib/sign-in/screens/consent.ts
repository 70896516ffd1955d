import type { TerminalScreen } from './screen.ts';

const accept = '#idBtn_Accept';

/** "Permissions requested" (sign-in-facts 2.17). No consent is given in somebody's name. */
export const consent: TerminalScreen = {
  id: 'consent',
  controls: [accept],
  pages: ['ConvergedConsent'],
  matches: view => view.pageId === 'ConvergedConsent' || view.sees(accept),
  stops: () => 'consent_required',
};
