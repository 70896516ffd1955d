/** Work of one account, which waits for other work of the same account. */
export interface QueuedWork {
  readonly account: string;
  /** Must not reject. */
  readonly perform: () => Promise<void>;
}

/** Performs work in the order in which it comes: some side by side, never two of one account. */
export class AccountQueue<T extends QueuedWork> {
  readonly #parallel: number;
  readonly #busy = new Set<string>();
  #waiting: T[] = [];
  #idle: PromiseWithResolvers<void> | undefined;

  /** @param parallel how many at once */
  constructor(parallel: number) {
    this.#parallel = Math.max(1, parallel);
  }

  add(work: T): void {
    this.#waiting.push(work);
    this.#idle ??= Promise.withResolvers();
    this.#go();
  }

  get isBusy(): boolean {
    return this.#busy.size > 0;
  }

  /** Takes back what has not started. */
  drop(): T[] {
    const dropped = this.#waiting;
    this.#waiting = [];
    this.#go();
    return dropped;
  }

  /** Resolves when nothing is under way and nothing waits. */
  async idle(): Promise<void> {
    await this.#idle?.promise;
  }

  #go(): void {
    while (this.#busy.size < this.#parallel) {
      const index = this.#waiting.findIndex(({ account }) => !this.#busy.has(account));
      const [work] = index < 0 ? [] : this.#waiting.splice(index, 1);
      if (work === undefined) break;
      this.#busy.add(work.account);
      void work.perform().finally(() => {
        this.#busy.delete(work.account);
        this.#go();
      });
    }
    if (this.#busy.size > 0 || this.#waiting.length > 0) return;
    this.#idle?.resolve();
    this.#idle = undefined;
  }
}
