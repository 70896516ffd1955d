import type { Logger } from 'pino';
import type { ResolvedConfig } from '../config/configuration.ts';
import type { EvidenceStore } from '../domain/evidence-store.ts';
import type { HistoryReader } from '../domain/history-store.ts';
import { incidentsOf } from '../domain/incident.ts';
import type { Monitor } from '../domain/monitor.ts';
import { isFresh, lastSuccessOf, type Series, type Snapshot, type Watched } from '../domain/series.ts';
import { isoTime } from '../platform/clock.ts';
import { seriesKey, watchedBy } from '../runner/plan.ts';
import { renderMetrics, samplesOf } from '../sinks/metrics.ts';
import { words } from '../terminal/texts.ts';
import { routes } from '../web/routes.ts';
import type { StatusRow } from '../web/status-page.ts';

/** How far back the pages look for incidents. */
const incidentsMs = 30 * 86_400_000;

interface Sources {
  readonly history: HistoryReader;
  readonly evidence: Pick<EvidenceStore, 'read'>;
  readonly monitors: ReadonlyMap<string, Monitor>;
  readonly log: Logger;
  /** ms since 1970. */
  readonly now: () => number;
  readonly snapshot: () => Promise<Snapshot>;
  /** What the schedule says of a series. */
  readonly stateOf: (key: string) => Pick<StatusRow, 'nextAt' | 'isUnderWay'>;
  /** What keeps us from doing our work. */
  readonly unready: () => Promise<readonly string[]>;
}

/** The pages and metrics of what is served, made from the history each time. */
export function pagesOf(config: ResolvedConfig, sources: Sources): ReturnType<typeof routes> {
  const { language, serve, simulated, location } = config;
  const { history, evidence, monitors, log, now, snapshot, stateOf, unready } = sources;
  return routes({
    language,
    host: serve.address.host,
    token: serve.token,
    evidence,
    now,
    titleOf: id => monitors.get(id)?.title[language] ?? id,
    status: async () => {
      const latest = latestOf(await history.series(simulated));
      return watchedBy(config, now()).map(watched => ({
        ...rowOf(watched, latest.get(placeOf(watched)), now()),
        ...stateOf(seriesKey({ ...watched, location })),
      }));
    },
    run: runId => history.run(runId),
    incidents: async () => {
      const runs = await history.troubles(isoTime(now() - incidentsMs));
      return incidentsOf(runs.filter(run => run.simulated === simulated));
    },
    noticeOf: run => ((run ?? config).simulated ? words.simulated[language] : undefined),
    metrics: async openMetrics => renderMetrics(samplesOf(await snapshot()), openMetrics),
    unready,
    failed: (error, path) => log.error({ path, err: error as Error }, 'a page could not be rendered'),
  });
}

function rowOf(
  { tenant, account, monitor, engine, intervalMs }: Watched,
  series: Series | undefined,
  now: number,
): Omit<StatusRow, 'isUnderWay'> {
  const row = { tenant, account, monitor, engine };
  if (series === undefined) return { ...row, isOld: false };
  const { last } = series;
  return { ...row, last, lastSuccessAt: lastSuccessOf(series, now), isOld: !isFresh(last, intervalMs, now) };
}

/**
 * Wherever it ran: a cron job beside us may call its place by another name.
 * @param series the latest last
 */
function latestOf(series: readonly Series[]): ReadonlyMap<string, Series> {
  return new Map(series.map(one => [placeOf(one.last), one]));
}

const placeOf = ({ tenant, account, monitor, engine }: Omit<Watched, 'intervalMs'>): string =>
  JSON.stringify([tenant, account, monitor, engine]);
