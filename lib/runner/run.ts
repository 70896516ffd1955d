import { changeTexts } from '../domain/free-text.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { isoTime } from '../platform/clock.ts';
import { foreignText } from '../platform/foreign-text.ts';
import { type AdmittedRun, admit, type NotAdmitted } from './admission.ts';
import { attempts } from './attempts.ts';
import type { DueRun, RunContext } from './due-run.ts';
import { saveEvidence } from './evidence.ts';
import { concludeRun } from './record.ts';
import { askOthers } from './second-opinions.ts';

/** Of a text in a record: an address that a page made up may have a million characters. */
const mostOfText = 4_000;

/**
 * The way of one run, from its due time to its record in the history: the guard admits the account, it signs in, others
 * are asked why where that failed, and evidence is kept. Never rejects: the record shows any failure.
 */
export async function performRun(run: DueRun, parts: RunContext): Promise<RunRecord> {
  const { conclusions, language, log } = parts;
  const admitted = await admit(run, parts);
  if (!('guard' in admitted)) return concludeWithout(run, admitted, parts);
  const record = await signIn(admitted, parts).catch((error: unknown) => {
    log.error({ runId: run.due.runId, err: error }, 'the run ended because of an error in Genkan itself');
    return recordWithout(run, { cause: 'internal_error' }, parts);
  });
  await conclusions.conclude(record, language, ended => admitted.guard.end(ended));
  return record;
}

/** The sign-in itself, and what is known of it. */
async function signIn(run: AdmittedRun, parts: RunContext): Promise<RunRecord> {
  const attempted = await attempts(run, parts);
  const { observation, recordings = [], ...ended } = await askOthers(run, attempted, parts);
  const endedAt = isoTime(parts.clock.now());
  const load = ended.cause && observation?.load;
  const known = { ...ended, endedAt, load };
  const concluded = concludeRun(run.due, known, run.slowMs);
  const record = changeTexts(concluded, text => foreignText(parts.redactor.text(text), mostOfText));
  return saveEvidence(run, record, recordings, parts);
}

/** Records a run that does not take place, or is given up. */
export async function concludeWithout(run: DueRun, why: NotAdmitted, parts: RunContext): Promise<RunRecord> {
  const record = recordWithout(run, why, parts);
  await parts.conclusions.conclude(record, parts.language);
  return record;
}

function recordWithout(
  { due }: DueRun,
  { cause, because }: NotAdmitted,
  { clock }: Pick<RunContext, 'clock'>,
): RunRecord {
  return concludeRun(due, { endedAt: isoTime(clock.now()), cause, because });
}
