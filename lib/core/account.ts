import type { Cloud } from './cloud.ts';
import type { Secret } from './secret.ts';

/** An account that a monitor signs in with, its secrets resolved. */
export interface Account {
  /** The `account` label. */
  readonly id: string;
  /** The user principal name that is typed. */
  readonly username: string;
  readonly tenant: string;
  readonly cloud: Cloud;
  /** Addresses of this tenant alone, by monitor id. */
  readonly doors?: Readonly<Record<string, string>>;
  readonly password: Secret;
  /** A base32 secret or an `otpauth://` address. */
  readonly totp?: Secret;
  /** The origin of the identity provider that may be given the password, for a federated account. */
  readonly federation?: string;
}

/** Everything that an account proves itself with. */
export const secretsOf = ({ password, totp }: Account): Secret[] => [password, ...(totp ? [totp] : [])];
