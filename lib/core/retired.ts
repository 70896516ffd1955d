import { endOf, type Series, type Watched } from './series.ts';

/** A location from which nothing has come for so long was given up. Alerts stop missing it then, too. */
const givenUpMs = 7 * 86_400_000;

/** The location, time and series of the report that is being made. */
export interface Here {
  readonly location: string;
  /** ms since 1970 */
  readonly now: number;
  readonly watched: readonly Watched[];
}

/**
 * The series of a history that are not watched any more. Of this place: those that the configuration no longer has (an
 * account was removed, a tenant renamed). Another location may belong to a process that shares the history, so its series
 * are retired when nothing has come from there for a week, or when all that came is older than the first run of the same
 * account, monitor and engine here: then this place was renamed.
 * @param firstRunAt when the first run was due of each series that this place watches; ISO 8601
 */
export function retiredOf(
  series: readonly Series[],
  { location, now, watched }: Here,
  firstRunAt: ReadonlyMap<Watched, string | undefined>,
): Series[] {
  const here = new Map(watched.map(one => [visitOf(one), one]));
  return series.filter(({ last }) => {
    const same = here.get(visitOf(last));
    if (last.location === location) return same?.tenant !== last.tenant;
    if (now - Date.parse(endOf(last)) > givenUpMs) return true;
    const since = same && firstRunAt.get(same);
    return since !== undefined && since > last.scheduledAt;
  });
}

const visitOf = ({ account, monitor, engine }: Pick<Watched, 'account' | 'monitor' | 'engine'>): string =>
  JSON.stringify([account, monitor, engine]);
