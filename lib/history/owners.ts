import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * The locks that this process holds. Whatever becomes of who took one, it is not collected, which would close it and let
 * the process pass for gone.
 */
const held = new Set<DatabaseSync>();

/**
 * The processes that have runs in a history. Each holds a lock on a file of its own beside the history, which the
 * kernel takes back however the process ends. So it can be seen from wherever the history can be used: from another
 * container, where process ids and host names mean nothing, as well as from another machine. The lock is SQLite's.
 *
 * Call it inside a transaction of the history: between making a file and locking it, it would pass for left behind.
 */
export class Owners {
  readonly #prefix: string;
  readonly #id = randomUUID();
  #lock: DatabaseSync | undefined;

  constructor(history: string) {
    this.#prefix = `${history}-owner-`;
  }

  /** The id of this process, which counts as living from the first call until `leave`. */
  enter(): string {
    if (this.#lock === undefined) {
      const lock = new DatabaseSync(this.#file(this.#id));
      lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
      held.add(lock);
      this.#lock = lock;
    }
    return this.#id;
  }

  leave(): void {
    if (this.#lock !== undefined) held.delete(this.#lock);
    this.#lock?.close();
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

/** Does another process hold it? What cannot be told is taken for yes. */
function isLocked(file: string): boolean {
  if (!existsSync(file)) return false;
  try {
    const probe = new DatabaseSync(file);
    try {
      probe.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
      return false;
    } finally {
      probe.close();
    }
  } catch {
    return true;
  }
}
