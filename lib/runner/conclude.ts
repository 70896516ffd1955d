import type { Logger } from 'pino';
import { textsOf } from '../domain/describe-run.ts';
import { isHistoryError } from '../domain/history-error.ts';
import type { HistoryStore } from '../domain/history-store.ts';
import type { Language } from '../domain/language.ts';
import type { RunRecord } from '../domain/run-record.ts';
import type { Clock } from '../platform/clock.ts';
import { within } from '../platform/deadline.ts';

/** How soon something that could not be written is tried again. */
const againMs = 1_000;

/** A run that has ended, and what is still to be written of it. */
interface Unwritten {
  readonly record: RunRecord;
  /** Each is independent of the others, and done once. */
  readonly steps: Set<() => unknown>;
}

interface Parts {
  readonly history: Pick<HistoryStore, 'conclude'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Makes room where the disk is full. */
  readonly makeRoom: (error: unknown) => Promise<boolean>;
  /** Called when something is in the history that could not be written before. */
  readonly onLate?: () => void;
}

/**
 * Every run of this process ends here, however it was started: the log shows it, the guard learns how it went, and the
 * history keeps its record. What cannot be written now, because another process has locked the history or the disk is full, is
 * written later, and nothing waits for that: neither other sign-ins nor pages. The lock on the user name is kept until
 * the guard has learnt it.
 */
export class Conclusions {
  readonly #parts: Parts;
  readonly #unwritten = new Set<Unwritten>();
  #retrying: Promise<void> | undefined;
  /** Why the last write failed, where another process is in the way: each more would wait for it in vain, for seconds. */
  #busy: unknown;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Never rejects; resolves when it was tried once, or when another process keeps everything from being written.
   * @param language of the log
   * @param settle gives the guard what it must know, and the user name free; it may fail, and is called again then
   */
  async conclude(
    record: RunRecord,
    language: Language,
    settle?: (record: RunRecord) => unknown,
  ): Promise<void> {
    const { history, log, makeRoom } = this.#parts;
    logRecord(record, log, language);
    const steps = [...(settle ? [() => settle(record)] : []), () => history.conclude(record)];
    const run = { record, steps: new Set(steps) };
    const error = this.#busy ?? (await this.#write(run));
    if (run.steps.size === 0) return;
    const { runId } = record;
    log.error(
      { runId, err: error },
      'the result of a run could not be written to the history; this is tried until it works',
    );
    this.#unwritten.add(run);
    this.#retrying ??= this.#retry();
    await makeRoom(error);
  }

  /** What keeps results out of the history; undefined when they are all there. */
  problem(): string | undefined {
    const { size } = this.#unwritten;
    return size === 0 ? undefined : `the history cannot be written: results that wait for it: ${size}`;
  }

  /**
   * Waits for what could not be written yet, and returns what still cannot.
   * @param stop ends the wait
   */
  async settled(withinMs: number, stop?: AbortSignal): Promise<readonly RunRecord[]> {
    if (this.#unwritten.size === 0) return [];
    await within(this.#parts.clock, withinMs, this.#retrying, stop);
    return [...this.#unwritten].map(({ record }) => record);
  }

  async #retry(): Promise<void> {
    const { clock, log, makeRoom, onLate } = this.#parts;
    while (this.#unwritten.size > 0) {
      await clock.until(clock.now() + againMs);
      const before = this.#unwritten.size;
      for (const run of this.#unwritten) {
        const error = await this.#write(run);
        if (run.steps.size === 0) this.#unwritten.delete(run);
        else if (this.#busy !== undefined) break;
        else await makeRoom(error);
      }
      const written = before - this.#unwritten.size;
      if (written <= 0) continue;
      log.info({ runs: written }, 'the results of runs are in the history now');
      onLate?.();
    }
    this.#retrying = undefined;
  }

  /** Does what is still to be done. Returns the first reason why something could not. */
  async #write({ steps }: Unwritten): Promise<unknown> {
    let reason: unknown;
    for (const step of steps) {
      try {
        await step();
        steps.delete(step);
      } catch (error) {
        reason ??= error;
      }
    }
    this.#busy = isHistoryError(reason, 'busy') ? reason : undefined;
    return reason;
  }
}

/** A line in the log for each result. */
export function logRecord(record: RunRecord, log: Logger, language: Language): void {
  const { runId, monitor, account, engine, verdict, cause, durationMs } = record;
  const { summary } = textsOf(record, language);
  log.info({ runId, monitor, account, engine, verdict, cause, durationMs }, summary);
}
