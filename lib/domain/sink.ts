import type { Secret } from '../platform/secret.ts';
import type { RunRecord } from './run-record.ts';
import type { Snapshot } from './series.ts';

/** What a sink is given each time. */
export interface Delivery {
  /** Complete every time, so a sink that was away has missed nothing of it. */
  readonly snapshot: Snapshot;
  /**
   * Runs that ended since the last delivery that the sink took, in the order in which they ended. They come again where a
   * delivery has failed.
   */
  readonly runs: readonly RunRecord[];
}

/** How a sink reaches what is outside of the own network: the way that the browsers go. */
export interface SinkNetwork {
  readonly proxy?: Secret | undefined;
  /** A PEM file with authorities to trust beside the system's. */
  readonly trust?: string | undefined;
}

/** A place where results go. Its settings are resolved when it is opened: what is secret in them is a `Secret`. */
export interface Sink {
  /** For messages: `textfile /path/of/file.prom`. */
  readonly name: string;
  /**
   * @param signal aborted when it takes too long: what is under way ends then
   * @throws Error when it was not delivered: why, without anything secret
   */
  publish(delivery: Delivery, signal: AbortSignal): Promise<void>;
}
