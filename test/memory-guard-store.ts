import { emptyState, type GuardState } from '../lib/domain/guard-state.ts';
import type { GuardEntry, GuardLock, GuardStore } from '../lib/domain/guard-store.ts';

/** What several processes share, in memory. */
export class MemoryGuard {
  readonly states = new Map<string, GuardState>();
  readonly codes = new Set<string>();
  readonly locks = new Map<string, MemoryGuardStore>();

  /** The store as one process sees it. */
  process(): MemoryGuardStore {
    return new MemoryGuardStore(this);
  }
}

/** A guard store that costs nothing, for thousands of sequences. */
export class MemoryGuardStore implements GuardStore {
  readonly #shared: MemoryGuard;
  #isGone = false;

  constructor(shared: MemoryGuard) {
    this.#shared = shared;
  }

  /** The process ends, in whatever it is about. */
  kill(): void {
    this.#isGone = true;
  }

  async acquire(userKey: string): Promise<GuardLock | undefined> {
    this.#requireAlive();
    const { locks } = this.#shared;
    const owner = locks.get(userKey);
    if (owner !== undefined && !owner.#isGone) return undefined;
    locks.set(userKey, this);
    let isReleased = false;
    return {
      renew: async () => {
        this.#requireAlive();
        if (isReleased || locks.get(userKey) !== this) throw new Error('the lock is lost');
      },
      release: async () => {
        this.#requireAlive();
        if (!isReleased) locks.delete(userKey);
        isReleased = true;
      },
    };
  }

  async read(userKey: string): Promise<GuardState> {
    this.#requireAlive();
    return this.#shared.states.get(userKey) ?? emptyState;
  }

  async update(userKey: string, change: (state: GuardState) => GuardState): Promise<GuardState> {
    this.#requireAlive();
    const next = change(this.#shared.states.get(userKey) ?? emptyState);
    this.#shared.states.set(userKey, next);
    return next;
  }

  async entries(): Promise<GuardEntry[]> {
    this.#requireAlive();
    const keys = [...this.#shared.states.keys()].toSorted();
    return keys.map(userKey => ({ userKey, state: this.#shared.states.get(userKey) ?? emptyState }));
  }

  async claimCode(authenticator: string, step: number): Promise<boolean> {
    this.#requireAlive();
    const code = `${authenticator} ${step}`;
    const isFirst = !this.#shared.codes.has(code);
    this.#shared.codes.add(code);
    return isFirst;
  }

  #requireAlive(): void {
    if (this.#isGone) throw new Error('this process is gone');
  }
}
