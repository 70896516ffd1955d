import type { Logger } from 'pino';
import { type Clock, isoTime } from '../core/clock.ts';
import { newRunId } from '../core/run-id.ts';
import type { History } from '../history/history.ts';
import type { Browsers } from '../run/browsers.ts';
import type { Conclusions } from '../run/conclude.ts';
import type { DueRun, RunParts } from '../run/due-run.ts';
import { Lanes, type LaneWork } from '../run/lanes.ts';
import { dueRun, type Plan, type Slot, seriesKey, slotsOf } from '../run/plan.ts';
import { concludeRun } from '../run/record.ts';
import { forgetOldRuns, type Retention } from '../run/retention.ts';
import { aroundMs, closeAbandoned, performDue } from '../run/round.ts';
import { type DueTime, patienceMs, Schedule } from '../run/schedule.ts';

/** We look at least this often, whatever is due: a machine that slept, or a clock that was set, is noticed. */
const lookMs = 15_000;
/** How soon runs are tried again that could not be written down before their start. */
const againMs = 1_000;
/** How often the rest is looked after: abandoned runs, idle browsers, sinks that show the age of results. */
const sweepMs = 60_000;
/** How often what is too old is removed. */
const forgetMs = 60 * 60_000;
/** A browser that nobody has used for this long is closed. */
const idleMs = 5 * 60_000;
/** Asked to stop, what is under way gets this long to end by itself. */
const graceMs = 10_000;
/** Broken off, a run gets this long to close its browser and write its record. */
const breakOffMs = 15_000;
/** Not looked for this long: something holds the schedule up. */
const stuckMs = 4 * lookMs;

/** Who does the work of one configuration: a new configuration brings a new crew, the old one ends what it does. */
export interface Crew {
  readonly plan: Plan;
  readonly parts: RunParts;
  readonly browsers: Browsers;
  readonly retention: Retention;
  /** Tells the sinks. Must not reject. */
  publish(): Promise<void>;
  /** Called when its last run is over and it has been replaced. */
  close(): Promise<void>;
}

interface Work extends LaneWork {
  readonly run: DueRun;
  readonly crew: Crew;
}

interface Parts {
  readonly clock: Clock;
  readonly history: History;
  readonly conclusions: Conclusions;
  readonly log: Logger;
  /** How many sign-ins at once. */
  readonly parallel: number;
  /** Ends runs that are under way, of whatever crew. */
  readonly breakOff: () => void;
}

/** Performs what is due when it is due, until it is told to stop. */
export class Scheduler {
  readonly #parts: Parts;
  readonly #lanes: Lanes<Work>;
  /** How many runs each crew has to do. */
  readonly #busy = new Map<Crew, Set<Work>>();
  #crew: Crew;
  #schedule: Schedule<Slot>;
  #wake = new AbortController();
  #lookedAt = -Infinity;
  #sweptAt = -Infinity;
  #forgottenAt = -Infinity;
  #problem: string | undefined;
  #publishing: Promise<void> | undefined;
  #publishAgain = false;
  /** Due times that could not be written down yet. No run starts before it is in the history. */
  #postponed: DueTime<Slot>[] = [];

  constructor(crew: Crew, parts: Parts) {
    const { clock, history } = parts;
    this.#parts = parts;
    this.#lanes = new Lanes(parts.parallel);
    this.#crew = crew;
    this.#forget();
    try {
      closeAbandoned(crew.parts);
    } catch (error) {
      parts.log.error({ err: error }, 'runs that were broken off could not be closed; tried again soon');
    }
    const lastDueAt = new Map(
      history.lastDueTimes(crew.plan.simulated).map(due => [seriesKey(due), Date.parse(due.at)]),
    );
    this.#schedule = new Schedule(slotsOf(crew.plan), {
      now: clock.now(),
      lastDueAt: ({ key }) => lastDueAt.get(key),
    });
  }

  /** From now on another configuration is in force. */
  replace(crew: Crew): void {
    const before = this.#crew;
    this.#crew = crew;
    this.#schedule = new Schedule(slotsOf(crew.plan), {
      now: this.#parts.clock.now(),
      before: this.#schedule,
    });
    this.#retire(before);
    this.#wake.abort();
  }

  /** What keeps the schedule from running; undefined when it does. */
  problem(): string | undefined {
    const { clock, conclusions } = this.#parts;
    if (clock.elapsed() - this.#lookedAt > stuckMs) return 'the schedule is not running';
    return this.#problem ?? conclusions.problem();
  }

  /** When a series is due, and whether it is just running. */
  stateOf(key: string): { readonly nextAt?: number; readonly isUnderWay: boolean } {
    const nextAt = this.#schedule.nextAt(key);
    return { isUnderWay: this.#schedule.isUnderWay(key), ...(nextAt !== undefined && { nextAt }) };
  }

  /** Resolves when everything is over that was under way when `stop` came. */
  async run(stop: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    stop.addEventListener('abort', () => this.#wake.abort(), { once: true });
    while (!stop.aborted) {
      this.#wake = new AbortController();
      this.#look();
      const pauseMs = this.#problem === undefined ? lookMs : againMs;
      const next = Math.min(this.#schedule.next(), clock.now() + pauseMs);
      await clock.until(next, this.#wake.signal).catch(() => undefined);
    }
    await this.#finish();
  }

  #look(): void {
    const { clock, log } = this.#parts;
    const now = clock.now();
    this.#postponed = joined(this.#postponed, this.#schedule.take(now));
    try {
      this.#parts.history.check();
      this.#begin();
      if (clock.elapsed() - this.#sweptAt > sweepMs) this.#sweep();
      if (this.#problem !== undefined) log.info('the history can be written again');
      this.#problem = undefined;
    } catch (error) {
      if (this.#problem === undefined)
        log.error({ err: error }, 'the history cannot be written, so nothing is started; tried until it can');
      this.#problem = 'the history cannot be written';
      // A disk that is full gets room again only by this.
      this.#forget(sweepMs);
      this.#crew.parts.makeRoom(error);
    }
    this.#lookedAt = clock.elapsed();
  }

  #sweep(): void {
    this.#sweptAt = this.#parts.clock.elapsed();
    closeAbandoned(this.#crew.parts);
    this.#forget();
    this.#crew.browsers.closeIdle(idleMs);
    this.publish();
  }

  /** @param everyMs but no sooner than this after the last time */
  #forget(everyMs = forgetMs): void {
    const now = this.#parts.clock.elapsed();
    if (now - this.#forgottenAt < everyMs) return;
    this.#forgottenAt = now;
    forgetOldRuns(this.#crew.parts, this.#crew.retention);
  }

  /** Writes down everything that has become due, then starts it. What waited too long for that is recorded as missed. */
  #begin(): void {
    const { clock, history } = this.#parts;
    const now = clock.now();
    this.#postponed = this.#postponed.map(time => {
      if (time.kind !== 'run' || now - time.at <= patienceMs) return time;
      this.#schedule.ended(time.slot.key);
      return { ...time, kind: 'missed' };
    });
    const dueTimes = this.#postponed;
    if (dueTimes.length === 0) return;
    const crew = this.#crew;
    const roundId = newRunId(now);
    const found = dueTimes.map(time => ({ ...time, run: dueRun(crew.plan, time.slot, roundId, time.at) }));
    const waiting = [...this.#busy.values()].flatMap(works => [...works].map(({ run }) => run));
    const longestMs = [...waiting, ...found.map(({ run }) => run)].reduce(
      (sum, run) => sum + run.timeoutMs + aroundMs,
      0,
    );
    history.expect(
      found.map(({ run }) => run.due),
      isoTime(now + longestMs),
    );
    this.#postponed = [];
    for (const { kind, run, slot } of found) {
      if (kind === 'run') this.#add(run, slot, crew);
      else void this.#conclude(run, kind, crew.parts);
    }
  }

  #add(run: DueRun, { key, account }: Slot, crew: Crew): void {
    const perform = async () => {
      try {
        await performDue(run, crew.browsers, crew.parts);
      } finally {
        this.#schedule.ended(key);
        works.delete(work);
        this.#retire(crew);
        this.publish();
      }
    };
    const work: Work = { run, crew, account, perform };
    const works = this.#busy.get(crew) ?? new Set();
    this.#busy.set(crew, works);
    works.add(work);
    this.#lanes.add(work);
  }

  /** Ends a run that does not take place, or is given up. */
  async #conclude(
    { due }: DueRun,
    cause: 'missed' | 'overlapped' | 'interrupted',
    { language }: RunParts,
  ): Promise<void> {
    const { clock, conclusions } = this.#parts;
    await conclusions.conclude(concludeRun(due, { endedAt: isoTime(clock.now()), cause }, language));
    this.publish();
  }

  /** Lets a crew go that has been replaced and has nothing left to do. */
  #retire(crew: Crew): void {
    if (crew === this.#crew || (this.#busy.get(crew)?.size ?? 0) > 0) return;
    this.#busy.delete(crew);
    void crew.browsers.close().then(() => crew.close());
  }

  /** Gives the sinks the results soon. While they are at it, further results wait for the next time. */
  publish(): void {
    this.#publishAgain = true;
    this.#publishing ??= this.#tell();
  }

  async #tell(): Promise<void> {
    while (this.#publishAgain) {
      this.#publishAgain = false;
      await this.#crew.publish();
    }
    this.#publishing = undefined;
  }

  async #finish(): Promise<void> {
    const { clock, conclusions, breakOff, log } = this.#parts;
    const dropped = this.#lanes.drop();
    if (this.#lanes.isBusy) log.info('stopping: what is under way is finished');
    for (const { run, crew } of dropped) await this.#conclude(run, 'interrupted', crew.parts);
    await this.#idleWithin(graceMs);
    breakOff();
    await this.#idleWithin(breakOffMs);
    for (const works of this.#busy.values())
      for (const { run, crew } of works)
        if (this.#lanes.isBusy) await this.#conclude(run, 'interrupted', crew.parts);
    for (const { runId } of await conclusions.settled(graceMs))
      log.error({ runId }, 'how a run ended could not be written; the next start closes it as interrupted');
    await Promise.race([this.#publishing, clock.until(clock.now() + graceMs)]);
    await this.#crew.publish();
    await this.#crew.browsers.close();
    await this.#crew.close();
  }

  async #idleWithin(ms: number): Promise<void> {
    const { clock } = this.#parts;
    const idle = new AbortController();
    const wait = clock.until(clock.now() + ms, idle.signal).catch(() => undefined);
    await Promise.race([this.#lanes.idle(), wait]);
    idle.abort();
  }
}

/**
 * What waits to be written down, with what has become due since. A run that still waits when its successor is due was
 * missed, and the successor takes its place; of a series only the latest missed run is recorded.
 */
function joined(waiting: readonly DueTime<Slot>[], due: readonly DueTime<Slot>[]): DueTime<Slot>[] {
  const followed = new Set(due.map(({ slot }) => slot.key));
  const given = waiting.filter(({ kind, slot }) => kind === 'run' && followed.has(slot.key));
  const taken = new Set(given.map(({ slot }) => slot.key));
  const all = [
    ...waiting.map(time => (given.includes(time) ? { ...time, kind: 'missed' as const } : time)),
    ...due.map(time => (taken.has(time.slot.key) ? { ...time, kind: 'run' as const } : time)),
  ];
  return [...new Map(all.map(time => [`${time.kind} ${time.slot.key}`, time])).values()];
}
