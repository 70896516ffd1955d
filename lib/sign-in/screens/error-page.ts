import type { TerminalScreen } from './screen.ts';

const message = '#service_exception_message';

/** The end of the road (sign-in-facts 2.20). Only its code, or the status that it came with, tells why. */
export const errorPage: TerminalScreen = {
  id: 'error_page',
  controls: [message],
  pages: ['ConvergedError'],
  matches: view => view.pageId === 'ConvergedError' || view.sees(message),
  stops: () => undefined,
};
