import type { Clock } from '../platform/clock.ts';
import { isHistoryError } from './history-error.ts';

/** How soon it is tried again. */
const againMs = 500;

/** The most that a command waits for a history that other processes use, all its waits together. */
export const mostWaitMs = 120_000;

/** The limit of `mostWaitMs`, which several waits share: what one has used, the next ones do not have. */
export class WaitLimit {
  readonly #clock: Pick<Clock, 'elapsed'>;
  #leftMs = mostWaitMs;

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock;
  }

  /** @param wait is given how many ms are left, and may be over much sooner */
  async spend<T>(wait: (leftMs: number) => Promise<T>): Promise<T> {
    const since = this.#clock.elapsed();
    try {
      return await wait(this.#leftMs);
    } finally {
      this.#leftMs = Math.max(0, this.#leftMs - (this.#clock.elapsed() - since));
    }
  }
}

interface Patience {
  readonly clock: Clock;
  /** How long to try. */
  readonly patienceMs: number;
  readonly stop?: AbortSignal;
  /** Tries to repair the reason of another error; true if the work may succeed now. */
  readonly recover?: (error: unknown) => Promise<boolean>;
}

/**
 * Does something with the history, again and again while another process is in the way. A wait inside the store would stop
 * everything else in this process; this one stops nothing.
 * @param work must be safe to begin anew when it was refused
 * @throws what the work throws for another reason, or still after that time; the reason of the signal
 */
export async function whenFree<T>(
  work: () => T | Promise<T>,
  { clock, patienceMs, stop, recover = () => Promise.resolve(false) }: Patience,
): Promise<T> {
  const end = clock.elapsed() + patienceMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (clock.elapsed() >= end || !(isHistoryError(error, 'busy') || (await recover(error)))) throw error;
    }
    await clock.until(clock.now() + againMs, stop);
  }
}
