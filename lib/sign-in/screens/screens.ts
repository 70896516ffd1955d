import { anotherWay } from './another-way.ts';
import { email } from './email.ts';
import { methodList } from './method-list.ts';
import { oneTimeCode } from './one-time-code.ts';
import { password } from './password.ts';
import type { Screen } from './screen.ts';
import { staySignedIn } from './stay-signed-in.ts';

/**
 * Every screen we know, asked in this order; the first that matches is it. The order matters where two could match:
 * a text message's code field comes with a way around it, and while the password slides in, the e-mail field can
 * still be seen.
 */
export const screens: readonly Screen[] = [
  staySignedIn,
  anotherWay,
  oneTimeCode,
  methodList,
  password,
  email,
];
