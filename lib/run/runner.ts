import { isoTime } from '../core/clock.ts';
import { mostOwnMs } from '../core/own-time.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { DueRun, RunParts } from './due-run.ts';
import { Lanes, type LaneWork } from './lanes.ts';
import { performRun, recordWithout } from './run.ts';

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

interface Work extends LaneWork {
  readonly run: DueRun;
  readonly parts: RunParts;
  readonly ended: PromiseWithResolvers<RunRecord>;
}

/**
 * Performs runs, once (`genkan run`) or as they come due (`genkan serve`): each is in the history before it starts, then
 * waits for its account and a free place.
 */
export class Runner {
  readonly #queue: Lanes<Work>;
  readonly #works = new Set<Work>();

  /** @param parallel how many sign-ins at once */
  constructor(parallel: number) {
    this.#queue = new Lanes(parallel);
  }

  /**
   * Writes runs down, then performs each as soon as it may.
   * @returns the records, in the order of the runs; none of them rejects
   * @throws Error when the history cannot be written; then nothing was started
   */
  start(due: readonly Due[], parts: RunParts): Promise<RunRecord>[] {
    const { clock, history } = parts;
    const all = [...this.#works, ...due].map(({ run }) => run);
    const longestMs = all.reduce((sum, run) => sum + run.timeoutMs + aroundMs, 0);
    history.expect(
      due.map(({ run }) => run.due),
      isoTime(clock.now() + longestMs),
    );
    return due.map(({ run, instead }) =>
      instead === undefined ? this.#add(run, parts) : conclude(run, instead, parts),
    );
  }

  /** Is a run waiting or under way that was started with these parts? */
  isBusyWith(parts: RunParts): boolean {
    return [...this.#works].some(work => work.parts === parts);
  }

  /**
   * Resolves when everything is over. What has not started is not started; what is under way may end by itself, is broken
   * off after a while, and is recorded as interrupted if it does not end even then.
   */
  async finish({ clock, log }: Pick<RunParts, 'clock' | 'log'>, breakOff: () => void): Promise<void> {
    const within = async (ms: number) => {
      const over = new AbortController();
      const limit = clock.until(clock.now() + ms, over.signal).catch(() => undefined);
      await Promise.race([this.#queue.idle(), limit]);
      over.abort();
    };
    for (const work of this.#queue.drop()) await this.#interrupt(work);
    if (this.#queue.isBusy) log.info('stopping: what is under way is finished');
    await within(graceMs);
    breakOff();
    await within(breakOffMs);
    for (const work of this.#works) await this.#interrupt(work);
  }

  #add(run: DueRun, parts: RunParts): Promise<RunRecord> {
    const ended = Promise.withResolvers<RunRecord>();
    const perform = async () => {
      const record = await performRun(run, parts);
      this.#works.delete(work);
      ended.resolve(record);
    };
    const work: Work = { account: run.account.id, perform, run, parts, ended };
    this.#works.add(work);
    this.#queue.add(work);
    return ended.promise;
  }

  async #interrupt(work: Work): Promise<void> {
    this.#works.delete(work);
    work.ended.resolve(await conclude(work.run, 'interrupted', work.parts));
  }
}

/** Records a run that does not take place, or is given up. */
async function conclude(
  run: DueRun,
  cause: 'missed' | 'overlapped' | 'interrupted',
  parts: RunParts,
): Promise<RunRecord> {
  const record = recordWithout(run, { cause }, parts);
  await parts.conclusions.conclude(record);
  return record;
}
