import type { Logger } from 'pino';
import type { HistoryStore } from '../domain/history-store.ts';
import { type WaitLimit, whenFree } from '../domain/when-free.ts';
import type { Clock } from '../platform/clock.ts';
import { Room } from '../runner/room.ts';
import { evidenceIn, historyIn, historyReaderIn } from './stores.ts';

interface Options {
  readonly reports: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly stop: AbortSignal;
  /** How long other processes may keep it. */
  readonly waitLimit: WaitLimit;
}

/**
 * The history for a process that runs monitors, and what makes room for it on a full disk. Waits for another process, and
 * removes evidence where there is no room to open it.
 * @throws HistoryError when it cannot be used, the reason of the signal
 */
export async function openHistory({ reports, clock, log, stop, waitLimit }: Options): Promise<{
  readonly history: HistoryStore;
  readonly makeRoom: (error: unknown) => Promise<boolean>;
}> {
  const readHistory = () => historyReaderIn(reports);
  const room = new Room({ clock, log, readHistory, store: evidenceIn(reports) });
  const open = () => historyIn(reports, { warn: message => log.warn(message) });
  const history = await waitLimit.spend(patienceMs =>
    whenFree(open, { clock, stop, patienceMs, recover: room.makeFor }),
  );
  return { history, makeRoom: room.makeFor };
}
