import { isoTime } from '../core/clock.ts';
import { dropEvidence } from '../evidence/keep.ts';
import type { RunParts } from './due-run.ts';

/**
 * Forgets runs that are older than wanted, with their evidence. Never throws: a disk that is full must not keep a round
 * from being told, and the next one tries again.
 * @param keepMs how long a run is kept
 */
export function forgetOldRuns({ clock, history, log, reports }: RunParts, keepMs: number): void {
  try {
    const forgotten = history.forget(isoTime(clock.now() - keepMs));
    for (const run of forgotten) dropEvidence(reports, run);
    if (forgotten.length > 0)
      log.info({ runs: forgotten.length }, 'runs that were kept long enough are removed');
  } catch (error) {
    log.error({ err: error }, 'old runs could not be removed');
  }
}
