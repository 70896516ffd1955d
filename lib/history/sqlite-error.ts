import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { HistoryError, type HistoryErrorKind } from '../domain/history-error.ts';
import { accessProblem } from './access.ts';

/** With less than this SQLite cannot make the files that it needs, and calls that by other names. */
const leastBytes = 1_000_000;

/** SQLITE_BUSY, SQLITE_LOCKED, SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN. */
const [busy, locked, ioError, full, cannotOpen] = [5, 6, 10, 13, 14] as const;

/** What SQLite or the file system says, as the error of the port. A fault of ours stays what it is. */
export function asHistoryError(error: unknown, file: string, done: 'opened' | 'read' | 'written'): unknown {
  if (error instanceof HistoryError || !(error instanceof Error) || !('code' in error)) return error;
  const kind = kindOf(error, dirname(file));
  const access = kind === 'unusable' ? accessProblem(file, done !== 'read', error.code) : undefined;
  const reason = kind === 'busy' ? 'another program has locked it' : error.message;
  const why = access === undefined ? reason : `${access.what}\n  → ${access.remedy}`;
  return new HistoryError(`the history ${file} cannot be ${done}: ${why}`, { cause: error, kind });
}

function kindOf(
  { message, code, errcode }: Error & { readonly code?: unknown; readonly errcode?: unknown },
  folder: string,
): HistoryErrorKind {
  // An extended code has the kind in its lowest byte.
  const sqlite = typeof errcode === 'number' ? errcode & 0xff : undefined;
  if (sqlite === busy || sqlite === locked) return 'busy';
  if (sqlite === full || code === 'ENOSPC' || message.includes('database or disk is full')) return 'full';
  const mayBeFull = sqlite === ioError || sqlite === cannotOpen;
  return mayBeFull && bytesLeft(folder) < leastBytes ? 'full' : 'unusable';
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
