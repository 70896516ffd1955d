/** Clocks of machines that share a store may differ by this much; more than that says that one of them is wrong. */
export const mostSkewMs = 5 * 60_000;

/** A day: the longest that a budget lasts. */
const longestPauseMs = 24 * 3_600_000;

/** What two clocks show at one moment, in ms since 1970. Either may be wrong. */
export interface Reading {
  /** Of the machine that signs in. */
  readonly local: number;
  /** Microsoft's, as a page has said it; where none has, that of the machine. */
  readonly microsoft: number;
}

/** How far the time of a user name has gone, and what the clocks showed then. */
export interface Time extends Reading {
  /** ms. It began as a calendar's and never goes back; only what has passed since is of use. */
  readonly at: number;
  /** The clock of the machine shows less since, and less than can be explained by its having been ahead. */
  readonly isMixed?: true | undefined;
}

/**
 * The time goes on by what has passed on both clocks, so one that is wrong, in whichever direction, makes it go too
 * slowly, never too fast: what was refused is not forgotten early. Once both are right it goes on as it should, so
 * nothing is remembered for longer than it has to be from then on. Where both readings show that a clock is wrong, and
 * not by the same, neither says what has passed: then it goes on by little.
 */
export function advanced(time: Time | undefined, reading: Reading): Time {
  const { local, microsoft } = reading;
  if (time === undefined) return { at: Math.min(local, microsoft), ...reading };
  const passed = Math.max(0, Math.min(local - time.local, microsoft - time.microsoft));
  const isSameSkew = Math.abs(skewOf(time) - skewOf(reading)) <= mostSkewMs;
  const isKnown = !time.isMixed && (isSameSkew || !isDoubtful(time) || !isDoubtful(reading));
  return { at: time.at + (isKnown ? passed : Math.min(passed, mostSkewMs)), ...reading };
}

const skewOf = ({ local, microsoft }: Reading): number => local - microsoft;

/** Was one of the two clocks wrong? */
const isDoubtful = (reading: Reading): boolean => Math.abs(skewOf(reading)) > mostSkewMs;

/** The time by the clock of this machine alone, before a page has said Microsoft's. */
export const timeAt = (time: Time | undefined, local: number): number =>
  time === undefined ? local : time.at + Math.max(0, local - time.local);

/** The same for what must not be forgotten early: what this clock shows has to be later than both showed before. */
export const provenTimeAt = (time: Time | undefined, local: number): number =>
  time === undefined ? local : time.at + Math.max(0, local - Math.max(time.local, time.microsoft));

/** Has one of the two clocks shown more than this one does now? One is wrong, and only the next page says which. */
export const isUncertain = (time: Time | undefined, local: number): boolean =>
  time !== undefined && (time.isMixed ?? local < time.microsoft - mostSkewMs);

/**
 * Where this machine's clock shows less than it did, the time goes on from there: that it was ahead stops nobody. It is
 * believed to be right now where that fits what Microsoft's clock has shown.
 */
export function withLocalClock(time: Time, local: number): Time {
  if (local >= time.local - mostSkewMs) return time;
  const isFitting = local >= time.microsoft - mostSkewMs && local <= time.microsoft + longestPauseMs;
  return { ...time, local, isMixed: isFitting ? time.isMixed : true };
}
