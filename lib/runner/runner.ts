import type { RunRecord } from '../domain/run-record.ts';
import { isoTime } from '../platform/clock.ts';
import { within } from '../platform/deadline.ts';
import { mostOwnMs } from '../platform/own-time.ts';
import { AccountQueue, type QueuedWork } from './account-queue.ts';
import type { DueRun, RunContext } from './due-run.ts';
import { concludeWithout, performRun } from './run.ts';

/** What a run may take beside its sign-in: starting the browser, signing out, the screenshot, closing. */
export const aroundMs = mostOwnMs + 120_000;

/** Asked to stop, what is under way gets this long to end by itself. */
const graceMs = 10_000;
/** Broken off, a run gets this long to close its browser and write its record. */
const breakOffMs = 15_000;

/** A run whose time has come. */
export interface Due {
  readonly run: DueRun;
  /** Why it does not take place; it is recorded all the same. */
  readonly instead?: 'missed' | 'overlapped' | undefined;
}

interface Work extends QueuedWork, Due {
  readonly parts: RunContext;
  readonly ended: PromiseWithResolvers<RunRecord | undefined>;
}

/**
 * Performs runs, once (`genkan run`) or as they come due (`genkan serve`): each is in the history before it starts, then
 * waits for its account and a free place.
 */
export class Runner {
  readonly #queue: AccountQueue<Work>;
  readonly #works = new Set<Work>();

  /** @param parallel how many sign-ins at once */
  constructor(parallel: number) {
    this.#queue = new AccountQueue(parallel);
  }

  /**
   * Writes runs down, then performs each as soon as it may; resolves when they are written down.
   * @param why a run that the `schedule` has made due is performed by one of the processes that share the history; one that a
   * `person` asks for is performed in any case
   * @returns the records, in the order of the runs. None of them rejects; each is there when its run is over. Nothing where
   * another process has the run.
   * @throws Error when the history cannot be written; then nothing was started
   */
  async start(
    due: readonly Due[],
    parts: RunContext,
    why: 'person' | 'schedule',
  ): Promise<readonly Promise<RunRecord | undefined>[]> {
    const works = due.map(each => this.#workOf(each, parts));
    try {
      const ours = await this.#writeDown(works, parts, why);
      for (const work of works) {
        // Another process has it.
        if (!ours.has(work.run.due.runId)) this.#end(work, undefined);
        else if (work.instead === undefined) this.#queue.add(work);
        else void work.perform();
      }
    } catch (error) {
      for (const work of works) this.#works.delete(work);
      throw error;
    }
    return works.map(({ ended }) => ended.promise);
  }

  /** @returns the ids of the runs that are ours */
  async #writeDown(
    works: readonly Work[],
    { clock, history }: RunContext,
    why: 'person' | 'schedule',
  ): Promise<ReadonlySet<string>> {
    const longestMs = [...this.#works].reduce((sum, { run }) => sum + run.timeoutMs + aroundMs, 0);
    const now = clock.now();
    const giveUpAt = isoTime(now + longestMs);
    const runs = works.map(({ run }) => run.due);
    if (why === 'schedule') return history.claim(runs, { now: isoTime(now), giveUpAt });
    await history.expect(runs, giveUpAt);
    return new Set(runs.map(({ runId }) => runId));
  }

  #end(work: Work, record: RunRecord | undefined): void {
    this.#works.delete(work);
    work.ended.resolve(record);
  }

  /** Is a run waiting or under way that was started with these parts? */
  isBusyWith(parts: RunContext): boolean {
    return [...this.#works].some(work => work.parts === parts);
  }

  /**
   * Resolves when everything is over. What has not started is not started; what is under way may end by itself, is broken
   * off after a while, and is recorded as interrupted if it does not end even then.
   */
  async finish({ clock, log }: Pick<RunContext, 'clock' | 'log'>, breakOff: () => void): Promise<void> {
    for (const work of this.#queue.drop()) await this.#interrupt(work);
    if (this.#queue.isBusy) log.info('stopping: runs that have started are finished first');
    await within(clock, graceMs, this.#queue.idle());
    breakOff();
    await within(clock, breakOffMs, this.#queue.idle());
    for (const work of this.#works) if (work.instead === undefined) await this.#interrupt(work);
  }

  #workOf({ run, instead }: Due, parts: RunContext): Work {
    const ended = Promise.withResolvers<RunRecord | undefined>();
    const perform = async () => {
      const performed =
        instead === undefined ? performRun(run, parts) : concludeWithout(run, { cause: instead }, parts);
      this.#end(work, await performed);
    };
    const work: Work = { account: run.account.id, perform, run, instead, parts, ended };
    this.#works.add(work);
    return work;
  }

  async #interrupt(work: Work): Promise<void> {
    this.#works.delete(work);
    work.ended.resolve(await concludeWithout(work.run, { cause: 'interrupted' }, work.parts));
  }
}
