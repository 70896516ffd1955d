import { createHash } from 'node:crypto';
import { Cron } from 'croner';

/** How often a run is due: at equal distances, or at the times of a cron expression. */
export interface Cadence {
  /** The time between two runs; for a cron expression the shortest one. */
  readonly everyMs: number;
  /** Five fields, `0,30 8-18 * * 1-5`, read in the time zone of the machine. */
  readonly cron?: string;
}

/** Cron's minutes leave this much room, so that not all accounts sign in at the same second. */
const cronSpreadMs = 30_000;
/** Enough times of an expression to have met its shortest gap. */
const gapsToSee = 500;

const known = new Map<string, Cron>();

/** @throws Error when it is not a cron expression of five fields */
function cronOf(expression: string, timeZone: string | undefined): Cron {
  const key = `${expression} ${timeZone ?? ''}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const cron = new Cron(expression, {
    mode: '5-part',
    // As Vixie cron does: a time that the clock jumps over in spring comes right after it, one that comes twice is one.
    fixedTimeRule: 'no-wildcard',
    timezone: timeZone,
  });
  known.set(key, cron);
  return cron;
}

/** Five words: not necessarily a good expression, but surely no duration. */
export const isLikeCron = (text: string): boolean => /^\S+(?:[ \t]+\S+){4}$/.test(text);

/** A cron expression as a cadence; undefined when it is none, or is never due. */
export function parseCron(expression: string): Cadence | undefined {
  if (!isLikeCron(expression)) return undefined;
  try {
    const times = cronOf(expression, 'UTC').nextRuns(gapsToSee, '2026-01-01T00:00:00');
    const gaps = times.slice(1).map((time, n) => time.getTime() - (times[n]?.getTime() ?? 0));
    return gaps.length === 0 ? undefined : { everyMs: Math.min(...gaps), cron: expression };
  } catch {
    return undefined;
  }
}

/** Where in its interval an account signs in, from 0 to 1: always the same for one account, spread over all of them. */
export function shareOf(account: string): number {
  return createHash('sha256').update(account).digest().readUInt32BE() / 2 ** 32;
}

/**
 * The first due time after a moment; both in ms since 1970. Due times hang on the calendar, not on the start of the
 * process, so a restart changes none of them.
 * @param share of the account, `shareOf`
 */
export function dueAfter(cadence: Cadence, share: number, time: number, timeZone?: string): number {
  const { everyMs, cron } = cadence;
  const offset = offsetOf(cadence, share);
  if (cron === undefined) return (Math.floor((time - offset) / everyMs) + 1) * everyMs + offset;
  const next = cronOf(cron, timeZone).nextRun(new Date(time - offset));
  return next === null ? Infinity : next.getTime() + offset;
}

/** The latest due time that is not after a moment. */
export function dueBefore(cadence: Cadence, share: number, time: number, timeZone?: string): number {
  const { everyMs, cron } = cadence;
  const offset = offsetOf(cadence, share);
  if (cron === undefined) return Math.floor((time - offset) / everyMs) * everyMs + offset;
  // Croner knows whole seconds, and looks for times before the one that it is given.
  const nextSecond = (Math.floor((time - offset) / 1_000) + 1) * 1_000;
  const [last] = cronOf(cron, timeZone).previousRuns(1, new Date(nextSecond));
  return last === undefined ? -Infinity : last.getTime() + offset;
}

/** How far apart the due times around a moment are: at night, a monitor for office hours is silent and not late. */
export function intervalAt(cadence: Cadence, time: number): number {
  if (cadence.cron === undefined) return cadence.everyMs;
  const interval = dueAfter(cadence, 0, time) - dueBefore(cadence, 0, time);
  return Number.isFinite(interval) ? interval : cadence.everyMs;
}

const offsetOf = ({ everyMs, cron }: Cadence, share: number): number =>
  Math.floor(share * (cron === undefined ? everyMs : cronSpreadMs));
