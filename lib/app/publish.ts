import type { ResolvedConfig } from '../config/configuration.ts';
import { pausesOf } from '../domain/guard-store.ts';
import type { HistoryReader } from '../domain/history-store.ts';
import type { Plan } from '../domain/plan.ts';
import { retiredOf } from '../domain/retired.ts';
import type { Snapshot } from '../domain/series.ts';
import { genkanVersion } from '../platform/version.ts';
import type { RunContext } from '../runner/due-run.ts';
import { userKeysOf, watchedBy } from '../runner/plan.ts';
import { openSink } from '../sinks/sinks.ts';

/** What sinks are given depends on this much of a configuration. */
type PublishedConfig = Plan & Pick<ResolvedConfig, 'sinks'>;

/**
 * Publishes the results to every sink. Never rejects: one that fails, or a history that cannot count it, is logged and
 * disturbs neither the others nor the round.
 * @param evidenceBytes what the evidence takes on disk
 */
export async function publish(
  config: PublishedConfig,
  parts: Pick<RunContext, 'clock' | 'history' | 'log'>,
  evidenceBytes: () => Promise<number>,
): Promise<void> {
  try {
    await publishSnapshot(config, parts, evidenceBytes);
  } catch (error) {
    parts.log.error(
      { err: error },
      'the results could not be sent to the sinks, or the failure could not be counted',
    );
  }
}

async function publishSnapshot(
  config: PublishedConfig,
  { clock, history, log }: Pick<RunContext, 'clock' | 'history' | 'log'>,
  evidenceBytes: () => Promise<number>,
): Promise<void> {
  const { location, simulated, sinks } = config;
  const snapshot = await snapshotOf(config, history, {
    now: clock.now(),
    evidenceBytes: await evidenceBytes(),
  });
  const open = sinks.map(openSink);
  const results = await Promise.allSettled(open.map(sink => sink.publish(snapshot)));
  const failed = results.flatMap((result, n) => {
    const sink = sinks[n]?.type;
    if (result.status === 'fulfilled' || sink === undefined) return [];
    log.error({ sink: open[n]?.name, reason: reasonOf(result.reason) }, 'a sink failed');
    return [sink];
  });
  for (const sink of failed) {
    const labels = { location, sink };
    await history.count({ metric: 'genkan_sink_errors_total', labels, part: '', value: 1 }, simulated);
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
