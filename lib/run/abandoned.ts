import { isoTime } from '../core/clock.ts';
import type { RunRecord } from '../core/run-record.ts';
import { logRecord } from './conclude.ts';
import type { RunParts } from './due-run.ts';
import { concludeRun } from './record.ts';

/** Closes runs of earlier rounds whose process is gone. Resolves with what it closed. */
export function closeAbandoned(parts: RunParts): RunRecord[] {
  const { clock, evidence, history, language } = parts;
  const now = isoTime(clock.now());
  const records = history
    .abandoned(now)
    .map(due => {
      evidence.store.sweep(due);
      const found = evidence.store.artifactsOf(due);
      return concludeRun(due, { endedAt: now, cause: 'interrupted', evidence: found }, language);
    })
    .filter(record => history.conclude(record));
  for (const record of records) logRecord(record, parts.log);
  return records;
}
