import { type Cadence, dueAfter, dueBefore, shareOf } from '../domain/cadence.ts';

/** Something that is due again and again: one account × monitor × engine. */
export interface Recurring {
  readonly key: string;
  readonly account: string;
  readonly cadence: Cadence;
}

/** A due time that has come, and what became of it. */
export interface DueTime<T extends Recurring> {
  readonly series: T;
  /** When it was due, in ms since 1970. */
  readonly at: number;
  /**
   * `run`: now. `missed`: nobody was there when it, and perhaps others before it, came.
   * `overlapped`: the run before it is still under way some time later.
   */
  readonly kind: 'run' | 'missed' | 'overlapped';
}

interface State<T> {
  readonly series: T;
  readonly share: number;
  nextAt: number;
}

interface Options<T extends Recurring> {
  /** ms since 1970. */
  readonly now: number;
  /** When the last run in the history was due. */
  readonly lastDueAt?: (series: T) => number | undefined;
  /** The schedule that this one replaces: what stays the same keeps its due times. */
  readonly before?: Schedule<T>;
  readonly timeZone?: string;
}

/** A due time that is looked at later than this was missed: the process was away, or the machine asleep. */
export const patienceMs = 60_000;
/**
 * A due time that has just come is neither overlapped nor missed yet: the run before it may end, and another process that
 * shares the history may be about to perform it.
 */
const graceMs = 20_000;
/** What is new or was missed comes soon, the accounts spread over this time, and not only with its next due time. */
const soonMs = 60_000;

/**
 * What is due when. It has no timer and no clock: it is asked with `take`, at `next` or whenever. One that is asked
 * late reports the missed runs, once for each series.
 */
export class Schedule<T extends Recurring> {
  readonly #states: Map<string, State<T>>;
  readonly #underWay: Set<string>;
  readonly #timeZone: string | undefined;
  #lookedAt: number;

  constructor(all: readonly T[], { now, lastDueAt, before, timeZone }: Options<T>) {
    this.#timeZone = timeZone;
    this.#lookedAt = now;
    this.#underWay = new Set(before === undefined ? [] : before.#underWay);
    this.#states = new Map(
      all.map(series => {
        const state = { series, share: shareOf(series.account), nextAt: 0 };
        state.nextAt = before?.sameNext(series, now) ?? this.#firstOf(state, now, lastDueAt?.(series));
        return [series.key, state];
      }),
    );
  }

  /** When to ask again; Infinity when nothing is ever due. */
  next(): number {
    let next = Infinity;
    for (const state of this.#states.values()) next = Math.min(next, this.#takenAt(state));
    return next;
  }

  /** When this series is due again. */
  nextAt(key: string): number | undefined {
    return this.#states.get(key)?.nextAt;
  }

  isUnderWay(key: string): boolean {
    return this.#underWay.has(key);
  }

  /** The next due time of this series, if its cadence is the same and the clock was not set back meanwhile. */
  sameNext({ key, cadence }: T, now: number): number | undefined {
    if (now < this.#lookedAt) return undefined;
    const state = this.#states.get(key);
    const mine = state?.series.cadence;
    return mine?.everyMs === cadence.everyMs && mine.cron === cadence.cron ? state?.nextAt : undefined;
  }

  /** Everything that has become due. A due time returned as `run` counts as running until `ended`. */
  take(now: number): DueTime<T>[] {
    // Somebody has set the clock back: due times far ahead would leave us silent for as long.
    if (now < this.#lookedAt)
      for (const state of this.#states.values()) state.nextAt = this.#after(state, now);
    this.#lookedAt = now;
    return [...this.#states.values()]
      .filter(state => this.#takenAt(state) <= now)
      .map(state => this.#takeOne(state, now));
  }

  /** The run of a series is over: the next one may start. */
  ended(key: string): void {
    this.#underWay.delete(key);
  }

  /** When the next due time is taken: one that has to wait for a run under way, only when its grace is over. */
  #takenAt({ series, nextAt }: State<T>): number {
    return this.#underWay.has(series.key) ? nextAt + graceOf(series) : nextAt;
  }

  #takeOne(state: State<T>, now: number): DueTime<T> {
    const { series, share, nextAt: at } = state;
    const { cadence, key } = series;
    const isLate = now - at > patienceMs || this.#following(state, at) <= now;
    if (this.#underWay.has(key)) {
      state.nextAt = this.#after(state, now);
      return { series, at, kind: 'overlapped' };
    }
    if (isLate) {
      // The latest of them represents all, so that a restart right after this finds nothing missed again.
      const latest = Math.max(at, dueBefore(cadence, share, now - graceOf(series), this.#timeZone));
      const next = this.#after(state, latest);
      // Office hours are meant: what was missed in them is not made up for at night.
      state.nextAt = next <= now || cadence.cron !== undefined ? next : soon(state, now);
      return { series, at: latest, kind: 'missed' };
    }
    this.#underWay.add(key);
    state.nextAt = this.#following(state, at);
    return { series, at, kind: 'run' };
  }

  #firstOf(state: State<T>, now: number, last: number | undefined): number {
    if (last !== undefined) return this.#following(state, Math.min(last, now));
    return state.series.cadence.cron === undefined ? soon(state, now) : this.#after(state, now);
  }

  /** The due time after a run: one that came out of turn is not followed by another right away. */
  #following(state: State<T>, at: number): number {
    const { everyMs, cron } = state.series.cadence;
    return this.#after(state, cron === undefined ? at + everyMs / 2 : at);
  }

  #after({ series, share }: State<T>, time: number): number {
    return dueAfter(series.cadence, share, time, this.#timeZone);
  }
}

/** Over before the next due time. */
const graceOf = ({ cadence }: Recurring): number => Math.min(graceMs, cadence.everyMs / 2);

const soon = ({ series, share }: State<Recurring>, now: number): number =>
  now + Math.floor(share * Math.min(soonMs, series.cadence.everyMs));
