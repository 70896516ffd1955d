import type { Clock } from './clock.ts';

/** The most that a time limit is put off: a minute's token may make us wait for three of its codes, pictures come on top. */
export const mostOwnMs = 200_000;

/**
 * What we spend on work of our own (waiting for the next one-time code, taking a picture) while somebody else's time
 * limit runs. That limit is put off by it: our waits never count against the page.
 */
export class OwnTime {
  readonly #clock: Clock;
  #spentMs = 0;
  #since: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** So far, work under way included; never more than `mostOwnMs`, so that a limit always comes. */
  get ms(): number {
    const runningMs = this.#since === undefined ? 0 : this.#clock.elapsed() - this.#since;
    return Math.min(mostOwnMs, this.#spentMs + runningMs);
  }

  /** Does some work of our own; one at a time. */
  async spend<T>(work: () => Promise<T>): Promise<T> {
    const since = this.#clock.elapsed();
    this.#since = since;
    try {
      return await work();
    } finally {
      this.#spentMs += this.#clock.elapsed() - since;
      this.#since = undefined;
    }
  }
}
