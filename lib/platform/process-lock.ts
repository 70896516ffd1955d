import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** A lock on a file, which the kernel takes back however the process ends. */
export interface ProcessLock {
  release(): void;
}

/** Keeps locks from being collected as garbage, which would release one while it is still needed. */
const openLocks = new Set<DatabaseSync>();

/**
 * Takes the lock on a file, which is made where it does not exist. Every process that can use the file sees the lock, also from
 * another container or machine, where process ids and host names mean nothing. It is SQLite's, so that no program beside
 * Node is needed.
 * @param waitMs how long to wait for somebody else to release it; this blocks the process
 * @throws Error when somebody else has it, or the file cannot be made or written
 */
export function takeLock(file: string, waitMs = 0): ProcessLock {
  const database = new DatabaseSync(file, { timeout: waitMs });
  try {
    // Without a journal on disk the file stays empty, and nothing else is left behind.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    throw error;
  }
  openLocks.add(database);
  return {
    release: () => {
      if (openLocks.delete(database)) database.close();
    },
  };
}

/** Does somebody have the lock on this file? Where that cannot be found out, the answer is yes. */
export function isLocked(file: string): boolean {
  if (!existsSync(file)) return false;
  try {
    takeLock(file).release();
    return false;
  } catch {
    return true;
  }
}
