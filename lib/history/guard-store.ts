import { emptyState, type GuardState } from '../domain/guard-state.ts';
import type { GuardEntry, GuardLock, GuardStore } from '../domain/guard-store.ts';
import { HistoryError } from '../domain/history-error.ts';
import { whenFree } from '../domain/when-free.ts';
import { systemClock } from '../platform/clock.ts';
import type { Database } from './database.ts';
import type { ProcessLocks } from './process-locks.ts';

/** Used codes of one authenticator that are remembered; by number, since a clock that is off must not forget. */
const mostCodes = 200;

/** Another process writes for milliseconds; after this long, the write is given up. */
const ordinaryPatienceMs = 5_000;

/** The guard's store in the history's SQLite file. A lock belongs to a process for as long as the kernel says so. */
export class SqliteGuardStore implements GuardStore {
  readonly #db: Database;
  readonly #processLocks: ProcessLocks;
  readonly #patienceMs: number;

  /** @param patienceMs how long to try while another process holds the file */
  constructor(db: Database, processLocks: ProcessLocks, patienceMs = ordinaryPatienceMs) {
    this.#db = db;
    this.#processLocks = processLocks;
    this.#patienceMs = patienceMs;
  }

  async acquire(userKey: string): Promise<GuardLock | undefined> {
    const owner = await this.#write(() => {
      const found = this.#ownerOf(userKey);
      if (found !== undefined && this.#processLocks.isAlive(found)) return undefined;
      const mine = this.#processLocks.enter();
      this.#db
        .prepare('INSERT OR REPLACE INTO guard_locks (user_key, owner) VALUES (?, ?)')
        .run(userKey, mine);
      return mine;
    });
    return owner === undefined ? undefined : this.#lockOf(userKey, owner);
  }

  #lockOf(userKey: string, owner: string): GuardLock {
    let isReleased = false;
    return {
      renew: () =>
        this.#write(() => {
          this.#processLocks.renew();
          if (isReleased || this.#ownerOf(userKey) !== owner)
            throw new HistoryError('the lock of this account was lost');
        }),
      release: async () => {
        if (isReleased) return;
        await this.#write(() => {
          this.#db.prepare('DELETE FROM guard_locks WHERE user_key = ? AND owner = ?').run(userKey, owner);
        });
        isReleased = true;
      },
    };
  }

  async read(userKey: string): Promise<GuardState> {
    return this.#read(userKey);
  }

  async update(userKey: string, change: (state: GuardState) => GuardState): Promise<GuardState> {
    return this.#write(() => {
      const next = change(this.#read(userKey));
      this.#db
        .prepare('INSERT OR REPLACE INTO guard_states (user_key, state) VALUES (?, ?)')
        .run(userKey, JSON.stringify(next));
      return next;
    });
  }

  async entries(): Promise<GuardEntry[]> {
    return this.#db
      .prepare('SELECT user_key, state FROM guard_states ORDER BY user_key')
      .all()
      .map(row => ({ userKey: String(row['user_key']), state: stateOf(row) }));
  }

  async claimCode(authenticator: string, step: number): Promise<boolean> {
    return this.#write(() => {
      const claim = this.#db.prepare('INSERT OR IGNORE INTO used_codes (authenticator, step) VALUES (?, ?)');
      const isFirst = claim.run(authenticator, step).changes === 1;
      this.#db
        .prepare(
          `DELETE FROM used_codes WHERE authenticator = ?1 AND step NOT IN (
             SELECT step FROM used_codes WHERE authenticator = ?1 ORDER BY abs(step - ?2) LIMIT ${mostCodes}
           )`,
        )
        .run(authenticator, step);
      return isFirst;
    });
  }

  #read(userKey: string): GuardState {
    const row = this.#db.prepare('SELECT state FROM guard_states WHERE user_key = ?').get(userKey);
    return row === undefined ? emptyState : stateOf(row);
  }

  #ownerOf(userKey: string): string | undefined {
    const row = this.#db.prepare('SELECT owner FROM guard_locks WHERE user_key = ?').get(userKey);
    return row && String(row['owner']);
  }

  #write<T>(work: () => T): Promise<T> {
    return whenFree(() => this.#db.atOnce(work), { clock: systemClock, patienceMs: this.#patienceMs });
  }
}

const stateOf = (row: Readonly<Record<string, unknown>>): GuardState => ({
  ...emptyState,
  ...(JSON.parse(String(row['state'])) as Partial<GuardState>),
});
