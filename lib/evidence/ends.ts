/**
 * Keeps the first and the last of many items, as much as fits: how it began and how it ended explains most, and there may be
 * any number between. Half of the room is for each.
 */
export class Ends<T> {
  readonly #most: number;
  readonly #mostSize: number;
  readonly #sizeOf: (item: T) => number;
  readonly #first: T[] = [];
  readonly #last: T[] = [];
  #firstSize = 0;
  #lastSize = 0;
  #isFull = false;
  /** How many were left out, or gave way to later ones. */
  leftOut = 0;

  /** @param most how many, and how much of `sizeOf`, all of them may be */
  constructor(most: number, mostSize = Infinity, sizeOf: (item: T) => number = () => 0) {
    this.#most = most / 2;
    this.#mostSize = mostSize / 2;
    this.#sizeOf = sizeOf;
  }

  add(item: T): void {
    const size = this.#sizeOf(item);
    if (size > this.#mostSize) {
      this.leftOut += 1;
      return;
    }
    this.#isFull ||= this.#first.length >= this.#most || this.#firstSize + size > this.#mostSize;
    if (!this.#isFull) {
      this.#first.push(item);
      this.#firstSize += size;
      return;
    }
    this.#last.push(item);
    this.#lastSize += size;
    while (this.#last.length > this.#most || this.#lastSize > this.#mostSize) {
      const oldest = this.#last.shift();
      if (oldest !== undefined) this.#lastSize -= this.#sizeOf(oldest);
      this.leftOut += 1;
    }
  }

  get first(): readonly T[] {
    return this.#first;
  }

  get last(): readonly T[] {
    return this.#last;
  }
}
