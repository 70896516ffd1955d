/** How many connections there may be at once. */
export interface Limits {
  readonly all: number;
  /** From one address: one client, or a proxy with all of its clients. */
  readonly perAddress: number;
}

/** That connections had to be closed to let others in. */
export interface Crowd {
  /** From where the last of them came. */
  readonly address: string;
  /** How many were closed since this was said last. */
  readonly closed: number;
  readonly open: number;
}

/** While it goes on, it is said no more often than this. */
const quietMs = 60_000;

/**
 * The connections of a server. There is always room for one more: where there are as many as may be, another one is closed,
 * of the same address, or else of the address that has most. The one that has been idle longest is closed; where all are
 * being answered, the one that this takes longest. One that has not sent a whole request is idle, however slowly it
 * goes on sending.
 */
export class Connections<T extends { destroy(): unknown }> {
  /** In the order in which they last began to be idle, or to be answered. */
  readonly #open = new Map<T, { readonly address: string; readonly isIdle: boolean }>();
  readonly #limits: Limits;
  readonly #elapsed: () => number;
  readonly #crowded: (crowd: Crowd) => void;
  #closed = 0;
  #saidAt = -Infinity;

  /**
   * @param elapsed ms of a clock that only goes forward
   * @param crowded is called when connections are closed, at most once a minute
   */
  constructor(limits: Limits, elapsed: () => number, crowded: (crowd: Crowd) => void) {
    this.#limits = limits;
    this.#elapsed = elapsed;
    this.#crowded = crowded;
  }

  add(connection: T, address: string): void {
    const counts = this.#counts();
    if ((counts.get(address) ?? 0) >= this.#limits.perAddress) this.#closeOne(address);
    else if (this.#open.size >= this.#limits.all) this.#closeOne(heaviest(counts));
    this.#open.set(connection, { address, isIdle: true });
  }

  /** Its request is there, and is being answered. */
  answering(connection: T): void {
    this.#change(connection, false);
  }

  /** It has its answer. */
  answered(connection: T): void {
    this.#change(connection, true);
  }

  remove(connection: T): void {
    this.#open.delete(connection);
  }

  #change(connection: T, isIdle: boolean): void {
    const known = this.#open.get(connection);
    if (known === undefined) return;
    this.#open.delete(connection);
    this.#open.set(connection, { ...known, isIdle });
  }

  #counts(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { address } of this.#open.values()) counts.set(address, (counts.get(address) ?? 0) + 1);
    return counts;
  }

  #closeOne(address: string): void {
    const candidates = [...this.#open].filter(([, one]) => one.address === address);
    const [connection] = candidates.find(([, { isIdle }]) => isIdle) ?? candidates[0] ?? [];
    if (connection === undefined) return;
    this.#open.delete(connection);
    connection.destroy();
    this.#closed += 1;
    if (this.#elapsed() - this.#saidAt < quietMs) return;
    this.#saidAt = this.#elapsed();
    this.#crowded({ address, closed: this.#closed, open: this.#open.size });
    this.#closed = 0;
  }
}

function heaviest(counts: ReadonlyMap<string, number>): string {
  const [[address] = ['']] = [...counts].toSorted(([, a], [, b]) => b - a);
  return address;
}
