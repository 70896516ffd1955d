import type { RunRecord, Verdict } from './run-record.ts';

/** What the history knows of one account × monitor × engine × location: all that metrics are made of. */
export interface Series {
  readonly last: RunRecord;
  /** When an admin last got in; ISO 8601. */
  readonly lastSuccessAt?: string;
  readonly runs: Readonly<Record<Verdict, number>>;
}

/**
 * A place where results go. It is told everything anew after every round, so a sink that was away has missed nothing.
 * One that fails must not disturb the others: it rejects, and the caller says so.
 */
export interface Sink {
  /** For messages: `textfile /path/of/file.prom`. */
  readonly name: string;
  publish(series: readonly Series[]): Promise<void>;
}

/** What the configuration says of a sink; paths are absolute. */
export type SinkSettings = { readonly type: 'textfile'; readonly path: string };
