import type { Step, StepName } from '../domain/run-record.ts';
import { type Clock, isoTime } from '../platform/clock.ts';

interface Timed {
  readonly name: StepName;
  readonly startedAt: string;
  durationMs: number;
}

/**
 * The stopwatch of one attempt. At most one step runs at a time: from what the user does to what the user sees next.
 * The time between two steps is our own (reading the page, waiting for a one-time code) and is in none.
 */
export class Steps {
  readonly #clock: Clock;
  readonly #steps: Timed[] = [];
  #running: { step: Timed; since: number } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Starts a step, ending the one that runs. A step that comes twice (method list, then code) is one, added up.
   * @param anew forget what has been measured since it was started: nothing had happened
   */
  start(name: StepName, anew = false): void {
    if (anew) this.#running = undefined;
    this.stop();
    let step = this.#steps.find(other => other.name === name);
    if (step === undefined) {
      step = { name, startedAt: isoTime(this.#clock.now()), durationMs: 0 };
      this.#steps.push(step);
    }
    this.#running = { step, since: this.#clock.elapsed() };
  }

  /**
   * The user sees what comes next.
   * @param at when that was, on `clock.elapsed()`, if it was not just now
   */
  stop(at = this.#clock.elapsed()): void {
    if (this.#running === undefined) return;
    this.#running.step.durationMs += Math.max(0, at - this.#running.since);
    this.#running = undefined;
  }

  /** The name of the running step. */
  get running(): StepName | undefined {
    return this.#running?.step.name;
  }

  list(): Step[] {
    return this.#steps.map(step => ({ ...step, durationMs: Math.round(step.durationMs) }));
  }
}
