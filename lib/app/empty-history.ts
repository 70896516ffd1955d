import type { Logger } from 'pino';
import type { HistoryReader } from '../domain/history-store.ts';

/** A first start does not know what was refused before; a container without its volume never does. */
export const unknownBefore =
  'it does not know which credentials were refused before; keep this folder between starts';

/** Says once for each history that nothing is known from before. */
export async function logEmptyHistory(history: HistoryReader, reports: string, log: Logger): Promise<void> {
  if (await history.isEmpty()) log.info({ reports }, `the history is empty: ${unknownBefore}`);
}
