import type { Logger } from 'pino';
import { isoTime } from '../core/clock.ts';
import { incidentsOf } from '../core/incident.ts';
import type { Monitor } from '../core/monitor.ts';
import type { Series, Snapshot, Watched } from '../core/series.ts';
import type { History } from '../history/history.ts';
import { seriesKey } from '../run/plan.ts';
import { samplesOf, tellMetrics } from '../sinks/metrics.ts';
import { words } from '../terminal/texts.ts';
import { routes } from '../web/routes.ts';
import type { StatusRow } from '../web/status-page.ts';
import type { Served } from './served.ts';

/** What the last run said is believed for so many intervals, as in the metrics. */
const freshIntervals = 3;

/** How far back the pages look for incidents. */
const incidentsMs = 30 * 86_400_000;

interface Sources {
  readonly history: History;
  readonly reports: string;
  readonly monitors: ReadonlyMap<string, Monitor>;
  readonly log: Logger;
  /** ms since 1970. */
  readonly now: () => number;
  readonly snapshot: () => Snapshot;
  /** What the schedule says of a series. */
  readonly stateOf: (key: string) => Pick<StatusRow, 'nextAt' | 'isUnderWay'>;
  /** What keeps us from doing our work. */
  readonly unready: () => readonly string[];
}

/** The pages and metrics of what is served, made from the history each time. */
export function pagesOf(served: Served, sources: Sources): ReturnType<typeof routes> {
  const { language, listen, token, simulated, location } = served;
  const { history, reports, monitors, log, now, snapshot, stateOf, unready } = sources;
  return routes({
    language,
    host: listen.host,
    ...(token && { token }),
    reports,
    now,
    titleOf: id => monitors.get(id)?.title[language] ?? id,
    status: () => {
      const latest = latestOf(history.series(simulated));
      return served.watched(now()).map(watched => ({
        ...rowOf(watched, latest.get(placeOf(watched)), now()),
        ...stateOf(seriesKey({ ...watched, location })),
      }));
    },
    run: runId => history.run(runId),
    incidents: () =>
      incidentsOf(history.troubles(isoTime(now() - incidentsMs)).filter(run => run.simulated === simulated)),
    noticeOf: run => ((run ?? served).simulated ? words.simulated[language] : undefined),
    metrics: openMetrics => tellMetrics(samplesOf(snapshot()), openMetrics),
    unready,
    failed: (error, path) => log.error({ path, err: error as Error }, 'a page could not be made'),
  });
}

function rowOf(
  { tenant, account, monitor, engine, intervalMs }: Watched,
  series: Series | undefined,
  now: number,
): Omit<StatusRow, 'isUnderWay'> {
  const isOld = series !== undefined && now - Date.parse(series.last.endedAt) > freshIntervals * intervalMs;
  return { tenant, account, monitor, engine, isOld, ...series };
}

/** Wherever it ran: a cron job beside us may call its place by another name. */
function latestOf(series: readonly Series[]): ReadonlyMap<string, Series> {
  const latest = new Map<string, Series>();
  for (const one of series) {
    const known = latest.get(placeOf(one.last));
    if (known === undefined || known.last.scheduledAt <= one.last.scheduledAt)
      latest.set(placeOf(one.last), one);
  }
  return latest;
}

const placeOf = ({ tenant, account, monitor, engine }: Omit<Watched, 'intervalMs'>): string =>
  JSON.stringify([tenant, account, monitor, engine]);
