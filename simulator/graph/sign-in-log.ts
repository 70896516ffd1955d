import type { SimulatorContext } from '../simulator-context.ts';

/** One sign-in, as the log of a tenant has it (facts 6.5). */
export interface LoggedSignIn {
  /** The request id. */
  readonly id: string;
  readonly at: number;
  readonly correlationId: string;
  readonly username: string;
  /** An AADSTS number; 0 for a sign-in that was let in. */
  readonly errorCode: number;
}

/** The real log is written some minutes late. */
const delayMs = 2 * 60 * 1000;

/** What the tenant remembers of sign-ins. */
export class SignInLog {
  readonly #simulator: SimulatorContext;
  readonly #entries: LoggedSignIn[] = [];

  constructor(simulator: SimulatorContext) {
    this.#simulator = simulator;
  }

  write(entry: Omit<LoggedSignIn, 'at'>): void {
    this.#entries.push({ ...entry, at: this.#simulator.clock() });
  }

  /** Those that can be read by now, the latest first. */
  find(correlationId: string): LoggedSignIn[] {
    const { signInLogDelayMs = delayMs } = this.#simulator.scenarioOf(undefined).graph ?? {};
    const until = this.#simulator.clock() - signInLogDelayMs;
    return this.#entries
      .filter(entry => entry.at <= until && entry.correlationId === correlationId)
      .toReversed();
  }
}
