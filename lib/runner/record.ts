import { judge } from '../diagnosis/verdict.ts';
import { causes } from '../domain/causes.ts';
import type { DueRecord, RunRecord } from '../domain/run-record.ts';

/** What a run adds to what was known before it started. */
export type Ended = Pick<RunRecord, 'endedAt'> &
  Partial<Omit<RunRecord, keyof DueRecord | 'durationMs' | 'verdict' | 'fault'>>;

/**
 * The record of a run that has ended, however it ended.
 * @param slowMs ready, but slower than this, is `degraded`
 */
export function concludeRun(due: DueRecord, ended: Ended, slowMs = Infinity): RunRecord {
  const { cause, attempts = [], screens = [], evidence = [], opinions = [] } = ended;
  const durationMs = attempts.reduce((sum, attempt) => sum + attempt.durationMs, 0);
  const { n } = attempts.at(-1) ?? { n: 0 };
  const { verdict } = judge({ cause, durationMs, slowMs, attempts: n });
  const fault = cause && causes[cause].fault;
  return {
    ...due,
    ...ended,
    schemaVersion: 2,
    durationMs,
    verdict,
    fault,
    attempts,
    screens,
    opinions,
    evidence,
  };
}
