import type { Plan } from '../domain/plan.ts';
import { newRunId } from '../domain/run-id.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { limitAfter, within } from '../platform/deadline.ts';
import { closeAbandoned } from '../runner/abandoned.ts';
import type { RunContext } from '../runner/due-run.ts';
import { dueRun, type PlannedSeries, plannedSeriesOf, seriesKey } from '../runner/plan.ts';
import { forgetOldRuns, type Retention } from '../runner/retention.ts';
import type { Runner } from '../runner/runner.ts';
import { type DueTime, patienceMs, Schedule } from '../runner/schedule.ts';
import { endMs, type Publisher } from './publish.ts';

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
/** Not looked for this long: something holds the schedule up. */
const stuckMs = 4 * lookMs;

/** All that belongs to one configuration: a new one brings a new generation, and the old one ends what it does. */
export interface Generation {
  readonly plan: Plan;
  readonly parts: RunContext;
  readonly retention: Retention;
  /** Called when its last run is over and it has been replaced. */
  readonly close: () => Promise<void>;
}

interface Parts extends Pick<RunContext, 'clock' | 'history' | 'log'> {
  readonly conclusions: Pick<RunContext['conclusions'], 'problem' | 'settled'>;
  readonly runner: Runner;
  /** Gives the sinks the results. */
  readonly publisher: Pick<Publisher, 'publish' | 'settled'>;
  /** Ends runs that are under way, of whatever generation. */
  readonly breakOff: () => void;
}

/** Performs what is due when it is due, until it is asked to stop. */
export class Scheduler {
  readonly #parts: Parts;
  #generation: Generation;
  /** Those before it that still have runs. */
  readonly #replaced = new Set<Generation>();
  #schedule: Schedule<PlannedSeries>;
  #wake = new AbortController();
  #lookedAt = -Infinity;
  #sweptAt = -Infinity;
  #forgottenAt = -Infinity;
  #problem: string | undefined;
  #publishing: Promise<void> | undefined;
  #publishAgain = false;
  /** Runs that have ended since the sinks were given the results. */
  #ended: RunRecord[] = [];
  /** Due times that could not be written down yet. No run starts before it is in the history. */
  #postponed: DueTime<PlannedSeries>[] = [];

  private constructor(generation: Generation, schedule: Schedule<PlannedSeries>, parts: Parts) {
    this.#parts = parts;
    this.#generation = generation;
    this.#schedule = schedule;
  }

  /**
   * Goes on where the history ends.
   * @throws Error when the history cannot be read
   */
  static async from(generation: Generation, parts: Parts): Promise<Scheduler> {
    const { clock, history, log } = parts;
    const { plan, retention } = generation;
    await forgetOldRuns(generation.parts, retention);
    let closed: readonly RunRecord[] = [];
    try {
      closed = await closeAbandoned(generation.parts);
    } catch (error) {
      log.error({ err: error }, 'interrupted runs could not be recorded; this is tried again soon');
    }
    const known = await history.lastDueTimes(plan.simulated);
    const lastDueAt = new Map(known.map(due => [seriesKey(due), Date.parse(due.at)]));
    const now = clock.now();
    const schedule = new Schedule(plannedSeriesOf(plan), { now, lastDueAt: ({ key }) => lastDueAt.get(key) });
    const scheduler = new Scheduler(generation, schedule, parts);
    scheduler.#ended.push(...closed);
    scheduler.#forgottenAt = clock.elapsed();
    return scheduler;
  }

  /** From now on another configuration is in force. */
  replace(generation: Generation): void {
    const before = this.#generation;
    this.#replaced.add(before);
    this.#generation = generation;
    this.#schedule = new Schedule(plannedSeriesOf(generation.plan), {
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
    return { isUnderWay: this.#schedule.isUnderWay(key), nextAt };
  }

  /** Resolves when everything is over that was under way when `stop` came. */
  async run(stop: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    stop.addEventListener('abort', () => this.#wake.abort(), { once: true });
    while (!stop.aborted) {
      this.#wake = new AbortController();
      await this.#look();
      const pauseMs = this.#problem === undefined ? lookMs : againMs;
      const next = Math.min(this.#schedule.next(), clock.now() + pauseMs);
      await clock.until(next, this.#wake.signal).catch(() => undefined);
    }
    await this.#finish(stop);
  }

  async #look(): Promise<void> {
    const { clock, log } = this.#parts;
    const now = clock.now();
    this.#postponed = joined(this.#postponed, this.#schedule.take(now));
    try {
      await this.#parts.history.check();
      await this.#begin();
      if (clock.elapsed() - this.#sweptAt > sweepMs) await this.#sweep();
      if (this.#problem !== undefined) log.info('the history can be written again');
      this.#problem = undefined;
    } catch (error) {
      if (this.#problem === undefined)
        log.error(
          { err: error },
          'the history cannot be written, so no run is started; this is tried until it works',
        );
      this.#problem = 'the history cannot be written';
      // A disk that is full gets room again only by this.
      await this.#forget(sweepMs);
      await this.#generation.parts.makeRoom(error);
    }
    for (const replaced of this.#replaced) this.#retire(replaced);
    this.#lookedAt = clock.elapsed();
  }

  async #sweep(): Promise<void> {
    this.#sweptAt = this.#parts.clock.elapsed();
    this.#ended.push(...(await closeAbandoned(this.#generation.parts)));
    await this.#forget();
    this.#generation.parts.browsers.closeIdle(idleMs);
    this.publish();
  }

  /** @param everyMs but no sooner than this after the last time */
  async #forget(everyMs = forgetMs): Promise<void> {
    const now = this.#parts.clock.elapsed();
    if (now - this.#forgottenAt < everyMs) return;
    this.#forgottenAt = now;
    await forgetOldRuns(this.#generation.parts, this.#generation.retention);
  }

  /** Writes down everything that has become due, then starts it. What waited too long for that is recorded as missed. */
  async #begin(): Promise<void> {
    const { clock, runner } = this.#parts;
    const now = clock.now();
    this.#postponed = this.#postponed.map(time => {
      if (time.kind !== 'run' || now - time.at <= patienceMs) return time;
      this.#schedule.ended(time.series.key);
      return { ...time, kind: 'missed' };
    });
    const dueTimes = this.#postponed;
    if (dueTimes.length === 0) return;
    const generation = this.#generation;
    const roundId = newRunId(now);
    const due = dueTimes.map(({ kind, series, at }) => ({
      run: dueRun(generation.plan, series, roundId, at),
      instead: kind === 'run' ? undefined : kind,
    }));
    const records = await runner.start(due, generation.parts, 'schedule');
    this.#postponed = [];
    for (const [n, time] of dueTimes.entries()) void this.#follow(time, records[n], generation);
  }

  /** Waits for the end of a run, or of one that does not take place, and publishes it. */
  async #follow(
    { kind, series }: DueTime<PlannedSeries>,
    record: Promise<RunRecord | undefined> | undefined,
    generation: Generation,
  ): Promise<void> {
    const ended = await record;
    if (ended !== undefined) this.#ended.push(ended);
    if (kind === 'run') this.#schedule.ended(series.key);
    // A due time that came meanwhile has waited for this.
    if (this.#schedule.next() <= this.#parts.clock.now()) this.#wake.abort();
    this.#retire(generation);
    this.publish();
  }

  /** Lets a generation go that has been replaced and has nothing left to do. */
  #retire(generation: Generation): void {
    if (!this.#replaced.has(generation) || this.#parts.runner.isBusyWith(generation.parts)) return;
    this.#replaced.delete(generation);
    void generation.close();
  }

  /** Gives the sinks the results soon. What comes while the metrics are being read waits for the next time. */
  publish(): void {
    this.#publishAgain = true;
    this.#publishing ??= this.#publishNow();
  }

  async #publishNow(): Promise<void> {
    while (this.#publishAgain) {
      this.#publishAgain = false;
      const ended = this.#ended;
      this.#ended = [];
      await this.#parts.publisher.publish(ended);
    }
    this.#publishing = undefined;
  }

  async #finish(stop: AbortSignal): Promise<void> {
    const { clock, conclusions, breakOff, log, publisher, runner } = this.#parts;
    await runner.finish(this.#parts, breakOff);
    const historyOver = limitAfter(clock, endMs.history, stop);
    for (const { runId } of await conclusions.settled(endMs.history, historyOver))
      log.error(
        { runId },
        'the result of a run could not be written; the next start records it as interrupted',
      );
    const sinksOver = limitAfter(clock, endMs.sinks, stop);
    this.publish();
    await within(clock, endMs.sinks, this.#publishing, sinksOver);
    await publisher.settled(sinksOver);
    await Promise.all([this.#generation, ...this.#replaced].map(generation => generation.close()));
  }
}

/**
 * What waits to be written down, with what has become due since. A run that still waits when its successor is due was
 * missed, and the successor takes its place; of a series only the latest missed run is recorded.
 */
function joined(
  waiting: readonly DueTime<PlannedSeries>[],
  due: readonly DueTime<PlannedSeries>[],
): DueTime<PlannedSeries>[] {
  const followed = new Set(due.map(({ series }) => series.key));
  const given = waiting.filter(({ kind, series }) => kind === 'run' && followed.has(series.key));
  const taken = new Set(given.map(({ series }) => series.key));
  const all = [
    ...waiting.map(time => (given.includes(time) ? { ...time, kind: 'missed' as const } : time)),
    ...due.map(time => (taken.has(time.series.key) ? { ...time, kind: 'run' as const } : time)),
  ];
  return [...new Map(all.map(time => [`${time.kind} ${time.series.key}`, time])).values()];
}
