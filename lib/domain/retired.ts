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
 * @param firstRunAt when the first run of a series of this place was due, ISO 8601; asked only where that decides
 */
export async function retiredOf(
  series: readonly Series[],
  { location, now, watched }: Here,
  firstRunAt: (one: Watched) => Promise<string | undefined>,
): Promise<Series[]> {
  const here = new Map(watched.map(one => [visitOf(one), one]));
  const isRetired = async ({ last }: Series): Promise<boolean> => {
    const same = here.get(visitOf(last));
    if (last.location === location) return same?.tenant !== last.tenant;
    if (now - Date.parse(endOf(last)) > givenUpMs) return true;
    const since = same && (await firstRunAt(same));
    return since !== undefined && since > last.scheduledAt;
  };
  const retired: Series[] = [];
  for (const one of series) if (await isRetired(one)) retired.push(one);
  return retired;
}

const visitOf = ({ account, monitor, engine }: Pick<Watched, 'account' | 'monitor' | 'engine'>): string =>
  JSON.stringify([account, monitor, engine]);
