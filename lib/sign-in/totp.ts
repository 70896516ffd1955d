import { Secret as OtpSecret, TOTP, URI } from 'otpauth';
import { orNothing } from '../platform/or-nothing.ts';
import { Secret } from '../platform/secret.ts';

/** A code with less time left than this may expire on its way (sign-in-facts 7.5). */
const leastLeftMs = 4_000;

/** A one-time code and the time step it belongs to; Microsoft accepts each step once. */
export interface OneTimeCode {
  readonly code: Secret;
  readonly step: number;
}

/** The next codes are used already, by other sign-ins: waiting for one that is not would take too long. */
export class NoCodeInTime extends Error {}

/** The software authenticator of an account: makes codes from the secret that was shown at registration. */
export class Authenticator {
  readonly #totp: TOTP;
  readonly #periodMs: number;
  /** Identifies an authenticator, however its secret is written, without revealing the secret. */
  readonly fingerprint: string;
  /** The secret as plain base32, which may differ from how it was written: for the redactor. */
  readonly key: Secret;

  /**
   * @param secret base32 as Microsoft shows it (blanks and case do not matter), or an `otpauth://totp/` address
   * @throws Error, without the secret in it, when it is neither
   */
  constructor(secret: Secret) {
    this.#totp = parse(secret.reveal().trim());
    this.#periodMs = this.#totp.period * 1_000;
    const { algorithm, digits, period, secret: key } = this.#totp;
    this.key = new Secret(key.base32);
    this.fingerprint = new Secret([key.hex, algorithm, digits, period].join('/')).fingerprint('totp');
  }

  /** The first time step from `now` (ms since 1970) on whose code does not expire on its way. */
  firstUsableStep(now: number): number {
    const step = Math.floor(now / this.#periodMs);
    return this.startOf(step + 1) - now < leastLeftMs ? step + 1 : step;
  }

  /** When a time step begins, in ms since 1970. */
  startOf(step: number): number {
    return step * this.#periodMs;
  }

  code(step: number): OneTimeCode {
    return { code: new Secret(this.#totp.generate({ timestamp: this.startOf(step) })), step };
  }
}

function parse(text: string): TOTP {
  if (text.startsWith('otpauth://')) {
    // The library's own messages may quote the address, and the secret is in it.
    const totp = orNothing(() => URI.parse(text));
    if (totp instanceof TOTP) return totp;
    throw new Error('it is not an otpauth://totp/ address');
  }
  const base32 = text.replaceAll(/[\s-]/g, '').toUpperCase();
  if (!/^[A-Z2-7]{8,}=*$/.test(base32))
    throw new Error('it is not base32 text (letters A to Z and digits 2 to 7)');
  return new TOTP({ secret: OtpSecret.fromBase32(base32) });
}
