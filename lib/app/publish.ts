import type { ResolvedConfig } from '../config/configuration.ts';
import { pausesOf } from '../domain/guard-store.ts';
import type { HistoryReader } from '../domain/history-store.ts';
import type { Plan } from '../domain/plan.ts';
import { retiredOf } from '../domain/retired.ts';
import type { RunRecord } from '../domain/run-record.ts';
import type { Snapshot } from '../domain/series.ts';
import type { Sink, SinkSettings } from '../domain/sink.ts';
import { genkanVersion } from '../platform/version.ts';
import type { RunContext } from '../runner/due-run.ts';
import { userKeysOf, watchedBy } from '../runner/plan.ts';
import { Courier } from '../sinks/courier.ts';
import { openSink } from '../sinks/sinks.ts';
import type { evidenceSize } from './evidence-size.ts';

/** How long results may still take, in ms, once Genkan was asked to stop and its runs are over: first the history, then the sinks. */
export const endMs = { history: 5_000, sinks: 2_000 };

/** What a snapshot depends on. */
type SnapshotConfig = Plan & Pick<ResolvedConfig, 'sinks'>;

/** What sinks are given depends on this much of a configuration. */
type PublishedConfig = SnapshotConfig & Pick<ResolvedConfig, 'way'>;

type Parts = Pick<RunContext, 'clock' | 'history' | 'log'>;

/**
 * Gives the sinks the results, each at its own pace. Never rejects: one that fails, or a history that cannot count it, is
 * reported in the log and disturbs neither the others nor the runs.
 */
export class Publisher {
  readonly #parts: Parts;
  readonly #evidenceBytes: ReturnType<typeof evidenceSize>;
  readonly #open: typeof openSink;
  #config: PublishedConfig;
  /** By the names of their sinks, which say where the results go: a new password does not make it another sink. */
  #couriers: ReadonlyMap<string, Courier>;

  /**
   * @param evidenceBytes what the evidence takes on disk
   * @param open opens a sink; handed in by tests
   */
  constructor(
    config: PublishedConfig,
    parts: Parts,
    evidenceBytes: ReturnType<typeof evidenceSize>,
    open = openSink,
  ) {
    this.#parts = parts;
    this.#evidenceBytes = evidenceBytes;
    this.#open = open;
    this.#config = config;
    this.#couriers = this.#couriersOf(config, new Map());
  }

  /**
   * From now on another configuration is in force. A sink that both have goes on where it is: its next delivery begins when
   * the last one is over, and has the runs that still wait.
   */
  use(config: PublishedConfig): void {
    this.#config = config;
    this.#couriers = this.#couriersOf(config, this.#couriers);
  }

  #couriersOf({ sinks, way }: PublishedConfig, before: ReadonlyMap<string, Courier>): Map<string, Courier> {
    const { clock } = this.#parts;
    return new Map(
      sinks.map(settings => {
        const sink = this.#open(settings, way);
        const courier = before.get(sink.name);
        courier?.use(sink);
        const onFailure = ({ name }: Sink, error: unknown) => this.#report(settings.type, name, error);
        return [sink.name, courier ?? new Courier(sink, { clock, onFailure })];
      }),
    );
  }

  /**
   * Gives every sink the metrics as they are now, and waits for none of them.
   * @param runs those that have ended since the last time
   */
  async publish(runs: readonly RunRecord[]): Promise<void> {
    const couriers = [...this.#couriers.values()];
    for (const courier of couriers) courier.add(runs);
    try {
      const snapshot = await this.#snapshot();
      for (const courier of couriers) courier.deliver(snapshot);
    } catch (error) {
      this.#parts.log.error({ err: error }, 'the results could not be sent to the sinks');
    }
  }

  /**
   * Resolves when each sink has taken what it was given, has failed, or has used up its time.
   * @param over ends the wait; the log says which sinks have not taken the results
   */
  async settled(over?: AbortSignal): Promise<void> {
    await Promise.all(
      [...this.#couriers.values()].map(async courier => {
        const left = await courier.settled(over);
        if (left !== undefined)
          this.#parts.log.error(
            left,
            'a sink has not taken the results in time, and they are not sent any more',
          );
      }),
    );
  }

  async #snapshot(): Promise<Snapshot> {
    const { clock, history } = this.#parts;
    return snapshotOf(this.#config, history, {
      now: clock.now(),
      evidenceBytes: await this.#evidenceBytes(),
    });
  }

  async #report(type: SinkSettings['type'], name: string, error: unknown): Promise<void> {
    const { history, log } = this.#parts;
    const { location, simulated } = this.#config;
    log.error({ sink: name, reason: reasonOf(error) }, 'a sink failed');
    const labels = { location, sink: type };
    try {
      await history.count({ metric: 'genkan_sink_errors_total', labels, part: '', value: 1 }, simulated);
    } catch (notCounted) {
      log.error({ sink: name, err: notCounted }, 'that a sink failed could not be counted');
    }
  }
}

/** In one line: "fetch failed: connect ECONNREFUSED 127.0.0.1:9091". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${reasonOf(error.cause)}`;
}

/**
 * The metrics to publish now.
 * @param now ms since 1970
 */
export async function snapshotOf(
  config: SnapshotConfig,
  history: HistoryReader,
  { now, evidenceBytes }: Pick<Snapshot, 'now' | 'evidenceBytes'>,
): Promise<Snapshot> {
  const { location, simulated, sinks } = config;
  const watched = watchedBy(config, now);
  const all = await history.series(simulated);
  const retired = await retiredOf(all, { location, now, watched }, one =>
    history.firstRunAt({ ...one, location, simulated }),
  );
  const unwatched = new Set(retired);
  return {
    now,
    location,
    version: genkanVersion,
    watched,
    series: all.filter(one => !unwatched.has(one)),
    retired,
    metricCounts: await history.metricCounts(simulated),
    paused: new Set(pausesOf(await history.guard.entries(), userKeysOf(config)).keys()),
    credentials: simulated ? [] : await history.credentials(),
    sinks: sinks.map(({ type }) => type),
    evidenceBytes,
  };
}
