import type { RunRecord } from '../domain/run-record.ts';
import { isoTime } from '../platform/clock.ts';
import { logRecord } from './conclude.ts';
import type { RunContext } from './due-run.ts';
import { concludeRun } from './record.ts';

/** Closes runs whose process is gone, or hangs, and resolves with their records. */
export async function closeAbandoned(parts: RunContext): Promise<RunRecord[]> {
  const { clock, evidence, history, language, log } = parts;
  const now = isoTime(clock.now());
  const closed: RunRecord[] = [];
  for (const due of await history.abandoned(now)) {
    await evidence.store.sweep(due);
    const found = await evidence.store.artifactsOf(due);
    const record = concludeRun(due, { endedAt: now, cause: 'interrupted', evidence: found });
    if (!(await history.conclude(record))) continue;
    logRecord(record, log, language);
    closed.push(record);
  }
  return closed;
}
