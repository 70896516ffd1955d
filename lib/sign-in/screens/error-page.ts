import type { TerminalScreen } from './screen.ts';

const message = '#service_exception_message';

/** Microsoft's error page (sign-in-facts 2.20). Only its code, or its HTTP status, shows the reason. */
export const errorPage: TerminalScreen = {
  id: 'error_page',
  controls: [message],
  pages: ['ConvergedError'],
  matches: view => view.pageId === 'ConvergedError' || view.sees(message),
  stops: () => undefined,
};
