import type { TerminalScreen } from './screen.ts';

/** Microsoft's name for it is HIP; the number is that of its view (sign-in-facts 1.10, 2.4). */
const challenge = '[data-viewid="48"], [data-bind*="name: \'hip" i]';

/** A captcha, on a page of its own or beside the password, which is then not typed: it would be tried in vain. */
export const captcha: TerminalScreen = {
  id: 'captcha',
  controls: [challenge],
  matches: view => view.pageId === 'ConvergedSignIn' && view.sees(challenge),
  stops: () => 'captcha_required',
};
