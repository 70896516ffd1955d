import type { Logger } from 'pino';
import type { EvidenceStore } from '../domain/evidence-store.ts';
import { isHistoryError } from '../domain/history-error.ts';
import type { HistoryReader } from '../domain/history-store.ts';
import type { Clock } from '../platform/clock.ts';
import { removeEvidence } from './retention.ts';

/** Enough for the history to be opened and to take the results of many rounds. */
const roomBytes = 4_000_000;
/** No sooner than this after the last time: a disk that something else fills up costs no more evidence than this. */
const pauseMs = 15_000;

interface Parts {
  /** Reads the history anew. */
  readonly readHistory: () => Promise<HistoryReader>;
  readonly store: EvidenceStore;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Results come before evidence: on a full disk it gives way to them, however young it is. */
export class Room {
  readonly #parts: Parts;
  #madeAt = -Infinity;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Removes some evidence where the disk is full.
   * @param error the reason why a write to the history failed
   * @returns whether the same may succeed now; never rejects
   */
  readonly makeFor = async (error: unknown): Promise<boolean> => {
    const { readHistory, store, clock, log } = this.#parts;
    if (!isHistoryError(error, 'full') || clock.elapsed() - this.#madeAt < pauseMs) return false;
    this.#madeAt = clock.elapsed();
    try {
      const removed = await withHistory(readHistory, history =>
        removeEvidence(roomBytes, history, { store, log }),
      );
      if (removed > 0)
        log.warn({ runs: removed }, 'the disk is full: evidence was removed to make room for results');
      return removed > 0;
    } catch (failure) {
      log.error({ err: failure }, 'the disk is full, and no evidence could be removed');
      return false;
    }
  };
}

/** The history knows which evidence is worth keeping, and can often be read although it cannot be written. */
async function withHistory<T>(
  read: () => Promise<HistoryReader>,
  work: (history: HistoryReader | undefined) => Promise<T>,
): Promise<T> {
  let history: HistoryReader | undefined;
  try {
    history = await read();
  } catch {
    // Then evidence goes by its age alone.
  }
  try {
    return await work(history);
  } finally {
    await history?.close();
  }
}
