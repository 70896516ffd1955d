import { accessPass } from './access-pass.ts';
import { anotherWay } from './another-way.ts';
import { certificate } from './certificate.ts';
import { credentialPicker } from './credential-picker.ts';
import { email } from './email.ts';
import { methodList } from './method-list.ts';
import { oneTimeCode } from './one-time-code.ts';
import { otherWays } from './other-ways.ts';
import { passkey } from './passkey.ts';
import { password } from './password.ts';
import type { Screen } from './screen.ts';
import { staySignedIn } from './stay-signed-in.ts';

/**
 * Every screen we know, asked in this order; the first that matches is it. The order matters where two could match:
 * a text message's code field comes with a way around it, a page that asks for less than we hold is one that we leave,
 * and while the password slides in, the e-mail field can still be seen.
 */
export const screens: readonly Screen[] = [
  staySignedIn,
  anotherWay,
  oneTimeCode,
  methodList,
  credentialPicker,
  passkey,
  certificate,
  otherWays,
  accessPass,
  password,
  email,
];
