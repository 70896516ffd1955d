import type { RunRecord } from '../domain/run-record.ts';
import type { Snapshot } from '../domain/series.ts';
import type { Delivery, Sink } from '../domain/sink.ts';
import type { Clock } from '../platform/clock.ts';
import { within } from '../platform/deadline.ts';

/** How long a sink may take for one delivery. */
const patienceMs = 15_000;
/** So many runs wait for a sink that is away; beyond that the oldest are left out. */
const mostRuns = 1_000;

interface Parts {
  readonly clock: Clock;
  /**
   * Called when a delivery fails or takes too long, and again whenever new results come while it is still not over. Must not
   * reject.
   */
  readonly onFailure: (sink: Sink, error: unknown) => Promise<void>;
}

/**
 * Brings one sink its deliveries, one after the other, so that no sink waits for another one. What comes meanwhile waits for
 * the next delivery: the latest snapshot, and every run.
 */
export class Courier {
  readonly #parts: Parts;
  #sink: Sink;
  #runs: readonly RunRecord[] = [];
  #snapshot: Snapshot | undefined;
  #underWay: Delivery | undefined;
  #delivering: Promise<void> | undefined;
  #isOverdue = false;

  constructor(sink: Sink, parts: Parts) {
    this.#sink = sink;
    this.#parts = parts;
  }

  /** From the next delivery on the results go to this one: the same sink, opened by another configuration. */
  use(sink: Sink): void {
    this.#sink = sink;
  }

  /** Takes runs that have ended along with the next snapshot. */
  add(runs: readonly RunRecord[]): void {
    this.#runs = [...this.#runs, ...runs].slice(-mostRuns);
  }

  deliver(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    if (this.#isOverdue) void this.#fail(late());
    this.#delivering ??= this.#deliverAll();
  }

  /**
   * Resolves when everything was taken or has failed, or when the sink has used up its time.
   * @param over ends the wait
   * @returns what was given up without a failure that was reported
   */
  async settled(over?: AbortSignal): Promise<{ readonly sink: string; readonly runs: number } | undefined> {
    if (this.#isOverdue) return undefined;
    await within(this.#parts.clock, patienceMs, this.#delivering, over);
    if (this.#underWay === undefined || this.#isOverdue) return undefined;
    return { sink: this.#sink.name, runs: this.#underWay.runs.length + this.#runs.length };
  }

  async #deliverAll(): Promise<void> {
    while (this.#snapshot !== undefined) {
      const delivery = { snapshot: this.#snapshot, runs: this.#runs };
      this.#underWay = delivery;
      this.#snapshot = undefined;
      this.#runs = [];
      const limit = new AbortController();
      const delivered = this.#publish(delivery, limit.signal);
      const soon = await within(this.#parts.clock, patienceMs, delivered);
      if (!(soon ?? (await this.#overdue(delivered, limit))))
        this.#runs = [...delivery.runs, ...this.#runs].slice(-mostRuns);
    }
    this.#underWay = undefined;
    this.#delivering = undefined;
  }

  /** Never rejects; resolves with whether it was taken. */
  async #publish(delivery: Delivery, signal: AbortSignal): Promise<boolean> {
    try {
      await this.#sink.publish(delivery, signal);
      return true;
    } catch (error) {
      // That it takes too long was reported when its time was over.
      if (!signal.aborted) await this.#fail(error);
      return false;
    }
  }

  /** Nothing more is begun while it is still at it: writes that never end would otherwise become more and more. */
  async #overdue(delivered: Promise<boolean>, limit: AbortController): Promise<boolean> {
    this.#isOverdue = true;
    const error = late();
    limit.abort(error);
    await this.#fail(error);
    const isTaken = await delivered;
    this.#isOverdue = false;
    return isTaken;
  }

  #fail(error: unknown): Promise<void> {
    return this.#parts.onFailure(this.#sink, error);
  }
}

const late = (): Error => new Error(`it has not taken the results for ${patienceMs / 1_000} seconds`);
