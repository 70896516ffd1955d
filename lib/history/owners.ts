import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isLocked, type ProcessLock, takeLock } from '../core/process-lock.ts';

/**
 * The processes that have runs in a history. Each has the lock on a file of its own beside the history, so that it can
 * be seen from wherever the history can be used whether the process still lives.
 *
 * Call it inside a transaction of the history: between making a file and locking it, it would pass for left behind.
 */
export class Owners {
  readonly #prefix: string;
  readonly #id = randomUUID();
  #lock: ProcessLock | undefined;

  constructor(history: string) {
    this.#prefix = `${history}-owner-`;
  }

  /** The id of this process, which counts as living from the first call until `leave`. */
  enter(): string {
    this.#lock ??= takeLock(this.#file(this.#id));
    return this.#id;
  }

  leave(): void {
    this.#lock?.release();
    this.#lock = undefined;
    rmSync(this.#file(this.#id), { force: true });
  }

  isMe(id: string): boolean {
    return id === this.#id;
  }

  isAlive(id: string): boolean {
    return this.isMe(id) ? this.#lock !== undefined : isLocked(this.#file(id));
  }

  /** Removes the files of processes that are gone. */
  sweep(): void {
    const folder = dirname(this.#prefix);
    for (const name of readdirSync(folder)) {
      const [prefix, id] = [basename(this.#prefix), name.slice(basename(this.#prefix).length)];
      if (name.startsWith(prefix) && !this.isAlive(id)) rmSync(join(folder, name), { force: true });
    }
  }

  #file(id: string): string {
    return this.#prefix + id;
  }
}
