import type { Secret } from '../platform/secret.ts';
import type { RunRecord } from './run-record.ts';
import type { Snapshot } from './series.ts';

/** What a sink is given each time. */
export interface Delivery {
  /** All metrics as they are now, every time: a sink that could not be reached before lacks none of them. */
  readonly snapshot: Snapshot;
  /**
   * Runs that ended since the last delivery that the sink took, in the order in which they ended. They come again where a
   * delivery has failed.
   */
  readonly runs: readonly RunRecord[];
}

/** What the configuration says of a sink. Paths are absolute, and what is secret has been fetched. */
export type SinkSettings =
  | { readonly type: 'textfile'; readonly path: string }
  | { readonly type: 'pushgateway'; readonly url: string; readonly basicAuth?: BasicAuth | undefined };

/** A user name and a password for a server that asks for them in HTTP (RFC 7617). */
export interface BasicAuth {
  readonly username: string;
  readonly password: Secret;
}

/** How a sink reaches what is outside of the own network: the way that the browsers go. */
export interface SinkNetwork {
  readonly proxy?: Secret | undefined;
  /** A PEM file with authorities to trust beside the system's. */
  readonly trust?: string | undefined;
}

/** A place where results go. */
export interface Sink {
  /** For messages: `textfile /path/of/file.prom`. */
  readonly name: string;
  /**
   * @param signal aborted when it takes too long: what is under way ends then
   * @throws Error when it was not delivered: why, without anything secret
   */
  publish(delivery: Delivery, signal: AbortSignal): Promise<void>;
}
