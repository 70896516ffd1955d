import type { Stop } from './screen.ts';

const newPassword = '#newPassword';

/** "Update your password" (sign-in-facts 2.14). Never filled: a monitor changes no password. */
export const passwordChange: Stop = {
  id: 'password_change',
  controls: [newPassword],
  pages: ['ConvergedChangePassword'],
  matches: view => view.pageId === 'ConvergedChangePassword' || view.sees(newPassword),
  stops: () => 'password_expired',
};
