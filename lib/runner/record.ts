import { judge } from '../diagnosis/verdict.ts';
import { type CauseId, causes } from '../domain/causes.ts';
import { describeRun } from '../domain/describe-run.ts';
import type { Language } from '../domain/language.ts';
import type { LoadFailure } from '../domain/observation.ts';
import type { DueRecord, RunRecord } from '../domain/run-record.ts';

/** What a run adds to what was known before it started. */
export interface Ended
  extends Pick<RunRecord, 'endedAt'>,
    Partial<
      Pick<
        RunRecord,
        | 'browserVersion'
        | 'startedAt'
        | 'attempts'
        | 'screens'
        | 'factor'
        | 'fresh'
        | 'page'
        | 'requestIds'
        | 'clockSkewMs'
        | 'signInCause'
        | 'opinions'
        | 'evidence'
      >
    > {
  /** Absent when the admin got in. */
  readonly cause?: CauseId | undefined;
  /** What an earlier run ended with that led to this. */
  readonly because?: CauseId | undefined;
  /** The page that did not come. */
  readonly load?: LoadFailure | undefined;
}

/**
 * The record of a run that has ended, however it ended, with its texts in the language of the reader.
 * @param slowMs inside, but slower than this, is `degraded`
 */
export function concludeRun(
  due: DueRecord,
  { because, cause, load, ...ended }: Ended,
  language: Language,
  slowMs = Infinity,
): RunRecord {
  const { attempts = [], screens = [], evidence = [], opinions = [] } = ended;
  const durationMs = attempts.reduce((sum, attempt) => sum + attempt.durationMs, 0);
  const { n } = attempts.at(-1) ?? { n: 0 };
  const { verdict } = judge({ cause, durationMs, slowMs, attempts: n });
  const { page } = ended;
  const explanation = {
    ...(cause !== undefined && { cause, fault: causes[cause].fault }),
    ...describeRun({ verdict, cause, because, page, load, attempts, opinions }, language),
  };
  return { ...due, ...ended, durationMs, verdict, ...explanation, attempts, screens, opinions, evidence };
}
