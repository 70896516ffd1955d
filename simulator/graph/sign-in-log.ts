import type { World } from '../world.ts';

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
  readonly #world: World;
  readonly #entries: LoggedSignIn[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  write(entry: Omit<LoggedSignIn, 'at'>): void {
    this.#entries.push({ ...entry, at: this.#world.clock() });
  }

  /** Those that can be read by now, the latest first. */
  find(correlationId: string): LoggedSignIn[] {
    const { signInLogDelayMs = delayMs } = this.#world.scenarioOf(undefined).graph ?? {};
    const until = this.#world.clock() - signInLogDelayMs;
    return this.#entries
      .filter(entry => entry.at <= until && entry.correlationId === correlationId)
      .toReversed();
  }
}
