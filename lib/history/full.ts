import { statfsSync } from 'node:fs';

/** With less than this SQLite cannot make the files that it needs, and calls that by other names. */
const leastBytes = 1_000_000;

/** SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN. */
const [ioError, full, cannotOpen] = [10, 13, 14] as const;

/**
 * Did something fail because the disk of this folder is full?
 * @param error the reason why a write to the history failed
 */
export function isFull(error: unknown, folder: string): boolean {
  if (!(error instanceof Error)) return false;
  const { errcode, code, cause } = error as Error & { readonly errcode?: unknown; readonly code?: unknown };
  if (code === 'ENOSPC' || error.message.includes('database or disk is full')) return true;
  if (typeof errcode !== 'number') return cause !== undefined && isFull(cause, folder);
  const kind = errcode & 0xff;
  return kind === full || ((kind === ioError || kind === cannotOpen) && bytesLeft(folder) < leastBytes);
}

/** How much may be written to the disk of a folder; Infinity where that is not known. */
export function bytesLeft(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return Infinity;
  }
}
