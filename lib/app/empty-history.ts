import type { Logger } from 'pino';
import type { History } from '../history/history.ts';

/** A first start does not know what was refused before; a container without its volume never does. */
export const unknownBefore =
  'credentials that were refused before are not known here; keep this folder from one start to the next';

/** Says once for each history that nothing is known from before. */
export function logEmptyHistory(history: History, reports: string, log: Logger): void {
  if (history.isEmpty) log.info({ reports }, `the history is empty: ${unknownBefore}`);
}
