import { emailField } from './email.ts';
import { passwordField } from './password.ts';
import { anyControl, type TerminalScreen } from './screen.ts';

/**
 * The sign-in page with an error and none of its fields (sign-in-facts 1.9, 2.15): locked, disabled, blocked, or what a
 * newer server shows instead. Only the code shows which.
 */
export const blocked: TerminalScreen = {
  id: 'blocked',
  controls: [anyControl],
  pages: ['ConvergedSignIn'],
  matches: view =>
    view.pageId === 'ConvergedSignIn' &&
    view.refusal !== undefined &&
    !view.sees(emailField) &&
    !view.sees(passwordField),
  stops: () => undefined,
};
