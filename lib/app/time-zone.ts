import type { Problem } from '../platform/problem.ts';

/** Before the name of a zone: how libc is shown the file that it is in. */
const folder = /^:?(?:\/usr\/share\/zoneinfo\/)?(?:posix\/|right\/)?/;

/** What POSIX writes for UTC, beside the names of the zone. */
const isUtc = /^(?:UTC|GMT|Z)[+-]?0*$/i;

/**
 * The problem with a `TZ` that Node does not follow. It takes an unknown zone, an empty one, and a POSIX rule with daylight
 * saving time for UTC, and a path for an offset without daylight saving time, all without a word: every cron expression
 * would be hours off.
 * @param tz the value with which this process was started
 */
export function timeZoneProblems(tz: string | undefined): Problem[] {
  if (tz === undefined || isFollowed(tz)) return [];
  const what =
    tz === ''
      ? 'is empty, which means UTC and not the time zone of this machine'
      : `${JSON.stringify(tz)} is not a time zone that can be used: all times would be those of ${ownOffset(new Date())?.replace('GMT', 'UTC')}`;
  const remedy = 'write the name of a zone, such as Asia/Tokyo, Europe/London or UTC, or unset TZ';
  return [{ where: 'environment', key: 'TZ', what, remedy }];
}

function isFollowed(tz: string): boolean {
  const name = tz.replace(folder, '');
  // In winter and in summer: the zone of this name, and the one that times in this process have.
  const dates = [0, 6].map(month => new Date(Date.UTC(new Date().getUTCFullYear(), month)));
  try {
    return dates.every(date => offsetIn(name, date) === ownOffset(date));
  } catch {
    // Not a name. An offset as POSIX writes it (JST-9) is followed.
    return isUtc.test(name) || dates.some(date => ownOffset(date) !== noOffset);
  }
}

const noOffset = 'GMT+0000';

/** `GMT+0900` */
function offsetIn(timeZone: string, date: Date): string | undefined {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(
    date,
  );
  const offset = parts.find(({ type }) => type === 'timeZoneName')?.value.replace(':', '');
  return offset === 'GMT' ? noOffset : offset;
}

const ownOffset = (date: Date): string | undefined => /GMT[+-]\d{4}/.exec(date.toString())?.[0];
