import { Secret, TOTP } from 'otpauth';
import type { Account } from '../accounts.ts';
import type { SimulatorContext } from '../simulator-context.ts';

const maxWrong = 10;
// The steps that a code is compared with, the likeliest first. Beyond one step back it is known, but too old.
const stepsAround = [0, -1, 1, -2, -3, -4, -5, -6, -7, -8, -9, -10];

/** Judges one-time codes as Entra does: each is good once, one step early or late (facts 7.5, 2.7). */
export class Passcodes {
  readonly #simulator: SimulatorContext;
  readonly #used = new Map<string, Set<number>>();

  constructor(simulator: SimulatorContext) {
    this.#simulator = simulator;
  }

  /** `Success`, or the reason as `SAS/EndAuth` words it. `wrongBefore`: how many wrong codes this sign-in has seen. */
  judge(account: Account, code: string, wrongBefore: number): string {
    if (wrongBefore >= maxWrong) return 'OathCodeFailedMaxAllowedRetryReached';
    const now = this.#simulator.clock();
    const { period } = account.tokenKind;
    const totp = new TOTP({ secret: Secret.fromBase32(account.totp), ...account.tokenKind });
    const delta = stepsAround.find(
      steps => totp.generate({ timestamp: now + steps * period * 1000 }) === code.trim(),
    );
    if (delta === undefined) return 'OathCodeIncorrect';
    if (delta < -1) return 'OathCodeOld';

    const step = Math.floor(now / 1000 / period) + delta;
    const used = this.#used.get(account.id) ?? new Set();
    if (used.has(step)) return 'PhoneAppOtpAuthFailedDuplicateCodeEntered';
    const forced = this.#simulator.scenarioOf(account).signIn?.codeResult;
    if (forced !== undefined) return forced;
    used.add(step);
    this.#used.set(account.id, used);
    return 'Success';
  }
}
