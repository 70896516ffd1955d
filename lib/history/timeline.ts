import type { RunRecord } from '../domain/run-record.ts';
import type { Database } from './database.ts';

/** A clock that no server confirms is believed to have gone on by no more than this between two runs. */
const mostMs = 86_400_000;

/**
 * The order in which a history was written, and the time that retention goes by. Our own clock may be wrong, and what is
 * removed on its word is lost. So the time is the one that Microsoft's servers gave the last run; from a run that
 * reached none of them only the time since the run before counts, and of that at most a day. A clock that jumps ahead
 * makes nothing old in this way; one that was right all the time only keeps things a little longer after a gap.
 */
export class Timeline {
  readonly #db: Pick<Database, 'prepare'>;

  constructor(db: Pick<Database, 'prepare'>) {
    this.#db = db;
  }

  /** The next number in the order of what is written. */
  next(): number {
    const row = this.#db.prepare('UPDATE progress SET seq = seq + 1 RETURNING seq').get();
    return Number(row?.['seq']);
  }

  /** Takes the time from a run that is concluded. */
  conclude({ endedAt, clockSkewMs }: Pick<RunRecord, 'endedAt' | 'clockSkewMs'>): void {
    const clockAt = Date.parse(endedAt);
    const trustedAt = clockSkewMs === undefined ? this.#advanced(clockAt) : Math.round(clockAt - clockSkewMs);
    this.#db.prepare('UPDATE progress SET clock_at = ?, trusted_at = ?').run(clockAt, trustedAt);
  }

  /**
   * How late it is at least.
   * @param now what our clock says; both in ms since 1970
   */
  trusted(now: number): number {
    return Math.min(now, this.#advanced(now));
  }

  #advanced(now: number): number {
    const row = this.#db.prepare('SELECT clock_at, trusted_at FROM progress').get();
    const { clock_at: clockAt, trusted_at: trustedAt } = row ?? {};
    // Nothing contradicts the clock yet.
    if (typeof clockAt !== 'number' || typeof trustedAt !== 'number') return now;
    return trustedAt + Math.min(mostMs, Math.max(0, now - clockAt));
  }
}
