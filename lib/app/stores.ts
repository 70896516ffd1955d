import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { EvidenceStore } from '../domain/evidence-store.ts';
import type { HistoryReader, HistoryStore } from '../domain/history-store.ts';
import { FolderEvidenceStore } from '../evidence/folder-store.ts';
import { accessProblem } from '../history/access.ts';
import type { DatabaseOptions } from '../history/database.ts';
import { History, historyFile } from '../history/history.ts';

// The only file that knows which stores there are: everything else gets them as ports.

/** Where the history of a reports folder is, as people read it. */
export const historyPlace = (reports: string): string => historyFile(reports);

/**
 * Is there a history to look into? Looking makes nothing.
 * @throws the error of the system when that cannot be seen
 */
export async function hasHistoryIn(reports: string): Promise<boolean> {
  try {
    await stat(historyFile(reports));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/**
 * Why a history cannot be looked into, where that lies in its folder or in the rights to it.
 * @param code of the error that `hasHistoryIn` has thrown
 */
export const whyUnreadable = (reports: string, code: unknown) =>
  accessProblem(resolve(historyFile(reports)), false, code);

/**
 * A history to write to, made where there is none yet.
 * @throws HistoryError when it cannot be used
 */
export const historyIn = async (reports: string, options?: Partial<DatabaseOptions>): Promise<HistoryStore> =>
  History.open(reports, options);

/**
 * A history for reading alone.
 * @param warn called with a sentence about each record that is damaged
 * @throws HistoryError when it cannot be read
 */
export const historyReaderIn = async (
  reports: string,
  warn?: DatabaseOptions['warn'],
): Promise<HistoryReader> => History.read(reports, warn);

/** @param encryptTo everything that is saved is encrypted to this public key of age */
export const evidenceIn = (reports: string, encryptTo?: string): EvidenceStore =>
  new FolderEvidenceStore(reports, encryptTo);
