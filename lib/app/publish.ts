import type { ResolvedConfig } from '../config/configuration.ts';
import { pausesOf } from '../domain/guard-store.ts';
import type { HistoryReader } from '../domain/history-store.ts';
import type { Plan } from '../domain/plan.ts';
import { retiredOf } from '../domain/retired.ts';
import type { RunRecord } from '../domain/run-record.ts';
import type { SinkSettings, Snapshot } from '../domain/series.ts';
import { genkanVersion } from '../platform/version.ts';
import type { RunContext } from '../runner/due-run.ts';
import { userKeysOf, watchedBy } from '../runner/plan.ts';
import { Courier } from '../sinks/courier.ts';
import { openSink } from '../sinks/sinks.ts';

/** What sinks are given depends on this much of a configuration. */
type PublishedConfig = Plan & Pick<ResolvedConfig, 'sinks'>;

type Parts = Pick<RunContext, 'clock' | 'history' | 'log'>;

/**
 * Gives the sinks of a configuration the results, each at its own pace. Never rejects: one that fails, or a history that
 * cannot count it, is reported in the log and disturbs neither the others nor the runs.
 */
export class Publisher {
  readonly #config: PublishedConfig;
  readonly #parts: Parts;
  readonly #evidenceBytes: () => Promise<number>;
  readonly #couriers: readonly Courier[];

  /**
   * @param evidenceBytes what the evidence takes on disk
   * @param open opens a sink; handed in by tests
   */
  constructor(
    config: PublishedConfig & Pick<ResolvedConfig, 'way'>,
    parts: Parts,
    evidenceBytes: () => Promise<number>,
    open = openSink,
  ) {
    this.#config = config;
    this.#parts = parts;
    this.#evidenceBytes = evidenceBytes;
    this.#couriers = config.sinks.map(settings => {
      const onFailure: ConstructorParameters<typeof Courier>[1]['onFailure'] = ({ name }, error) =>
        this.#report(settings.type, name, error);
      return new Courier(open(settings, config.way), { clock: parts.clock, onFailure });
    });
  }

  /**
   * Gives every sink the metrics as they are now, and waits for none of them.
   * @param runs those that have ended since the last time
   */
  async publish(runs: readonly RunRecord[]): Promise<void> {
    for (const courier of this.#couriers) courier.add(runs);
    try {
      const snapshot = await this.#snapshot();
      for (const courier of this.#couriers) courier.deliver(snapshot);
    } catch (error) {
      this.#parts.log.error({ err: error }, 'the results could not be sent to the sinks');
    }
  }

  /** Resolves when each sink has taken what it was given, has failed, or has used up its time. */
  async settled(): Promise<void> {
    await Promise.all(this.#couriers.map(courier => courier.settled()));
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
  config: PublishedConfig,
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
