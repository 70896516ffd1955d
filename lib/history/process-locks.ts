import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isLocked, type ProcessLock, takeLock } from '../platform/process-lock.ts';

/** As `randomUUID` makes them. */
const isId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The processes that have runs in a history. Each has the lock on a file of its own beside the history, so that it can
 * be seen from wherever the history can be used whether the process still lives.
 *
 * Call it inside a transaction of the history: between making a file and locking it, it would pass for left behind.
 */
export class ProcessLocks {
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

  /** Takes the lock again where its file was removed: others would take this process for gone. */
  renew(): void {
    if (this.#lock === undefined || existsSync(this.#file(this.#id))) return;
    this.#lock.release();
    this.#lock = takeLock(this.#file(this.#id));
  }

  leave(): void {
    if (this.#lock === undefined) return;
    this.#lock.release();
    this.#lock = undefined;
    rmSync(this.#file(this.#id), { force: true });
  }

  isMe(id: string): boolean {
    return id === this.#id;
  }

  isAlive(id: string): boolean {
    return this.isMe(id) ? this.#lock !== undefined : isLocked(this.#file(id));
  }

  /** Removes the files of processes that are gone; what only looks like one, and what cannot be removed, stays. */
  sweep(): void {
    const folder = dirname(this.#prefix);
    const prefix = basename(this.#prefix);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const id = entry.name.slice(prefix.length);
      const isOurs = entry.isFile() && entry.name.startsWith(prefix) && isId.test(id);
      if (!isOurs || this.isAlive(id)) continue;
      try {
        rmSync(join(folder, entry.name), { force: true });
      } catch {
        // It goes with a later start.
      }
    }
  }

  #file(id: string): string {
    return this.#prefix + id;
  }
}
