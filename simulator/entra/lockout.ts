import { createHash } from 'node:crypto';
import type { Account } from '../accounts.ts';
import type { SimulatorContext } from '../simulator-context.ts';

const threshold = 10;
const firstLockMs = 60_000;
const remembered = 3;

interface Failures {
  count: number;
  lockedUntil: number;
  lockMs: number;
  /** Hashes of the last wrong passwords: the same one again is not counted again. */
  recent: string[];
}

/** Smart lockout: ten different wrong passwords lock an account, at first for a minute (facts 7.7). */
export class Lockout {
  readonly #simulator: SimulatorContext;
  readonly #failures = new Map<string, Failures>();

  constructor(simulator: SimulatorContext) {
    this.#simulator = simulator;
  }

  isLocked(account: Account): boolean {
    return (this.#failures.get(account.id)?.lockedUntil ?? 0) > this.#simulator.clock();
  }

  noteWrong(account: Account, password: string): void {
    const failures = this.#failures.get(account.id) ?? {
      count: 0,
      lockedUntil: 0,
      lockMs: firstLockMs,
      recent: [],
    };
    this.#failures.set(account.id, failures);
    const hash = createHash('sha256').update(password).digest('base64');
    if (failures.recent.includes(hash)) return;
    failures.recent = [...failures.recent, hash].slice(-remembered);
    failures.count += 1;
    if (failures.count < threshold) return;
    // Once locked, the first failure afterwards locks again, for longer.
    failures.lockedUntil = this.#simulator.clock() + failures.lockMs;
    failures.lockMs *= 2;
  }

  noteRight(account: Account): void {
    this.#failures.delete(account.id);
  }
}
