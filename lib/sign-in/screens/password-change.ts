import type { TerminalScreen } from './screen.ts';

/** `newPassword` at Microsoft, `newPasswordInput` at AD FS; others have a name like it. */
const newPassword = 'input[type="password"]:is([id^="newpass" i], [name^="newpass" i])';

/** "Update your password" (sign-in-facts 2.14). Never filled: a monitor changes no password. */
export const passwordChange: TerminalScreen = {
  id: 'password_change',
  controls: [newPassword],
  pages: ['ConvergedChangePassword'],
  matches: view =>
    view.pageId === 'ConvergedChangePassword' || view.sees(newPassword) || view.asks === 'new_password',
  stops: () => 'password_expired',
};
