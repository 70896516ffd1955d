import type { Credentials } from './credential.ts';
import type { Hold } from './hold.ts';
import type { RunRecord } from './run-record.ts';
import type { Tally } from './tally.ts';

/** The latest of one account × monitor × engine × location. */
export interface Series {
  readonly last: RunRecord;
  /** When an admin last got in; ISO 8601. */
  readonly lastSuccessAt?: string;
}

/** Something that is watched now: what is told of it does not depend on whether it has run yet. */
export interface Watched {
  readonly tenant: string;
  readonly account: string;
  readonly monitor: string;
  readonly engine: string;
  readonly intervalMs: number;
}

/** Everything that metrics are made of, at one moment. */
export interface Snapshot {
  /** ms since 1970. */
  readonly now: number;
  readonly location: string;
  readonly version: string;
  readonly watched: readonly Watched[];
  readonly series: readonly Series[];
  readonly tallies: readonly Tally[];
  /** Why accounts are held back, those that are. */
  readonly holds: readonly Hold[];
  /** When what accounts hold ends. */
  readonly credentials: readonly Credentials[];
  /** The kinds of sinks that are told, for the count of their errors. */
  readonly sinks: readonly SinkSettings['type'][];
  /** What the evidence that is kept takes on disk. */
  readonly evidenceBytes: number;
}

/**
 * A place where results go. It is told everything anew every time, so a sink that was away has missed nothing. One that
 * fails must not disturb the others: it rejects, and the caller says so.
 */
export interface Sink {
  /** For messages: `textfile /path/of/file.prom`. */
  readonly name: string;
  publish(snapshot: Snapshot): Promise<void>;
}

/** What the configuration says of a sink; paths are absolute. */
export type SinkSettings =
  | { readonly type: 'textfile'; readonly path: string }
  | { readonly type: 'pushgateway'; readonly url: string };
