import { z } from 'zod';
import { type DueRecord, dueRecord, type RunRecord, runRecord } from './run-record.ts';

/** What was read is not the record of a run. Its message says of which run it is and what is wrong with it. */
export class RecordError extends Error {
  override readonly name = 'RecordError';
}

/**
 * The record of a run that has ended, of any version, as it was written. Fields that only a later version knows stay in it.
 * @param json what was stored
 * @throws RecordError when it is not one
 */
export const parseRecord = (json: string): RunRecord => parse(runRecord, json);

/**
 * The record of a run that has not ended, as it was written.
 * @throws RecordError when it is not one
 */
export const parseDueRecord = (json: string): DueRecord => parse(dueRecord, json);

/** Only checks: what the schema would make of it has lost the fields that it does not know. */
function parse<T>(schema: z.ZodType<T>, json: string): T {
  const data = dataIn(json);
  const { error } = schema.safeParse(data);
  if (error === undefined) return data as T;
  const { runId } = { ...(data as { readonly runId?: unknown } | null) };
  const run = typeof runId === 'string' ? `the run ${runId}` : 'a run';
  const [issue] = error.issues;
  const wrong = [z.core.toDotPath(issue?.path ?? []), issue?.message].filter(Boolean).join(': ');
  throw new RecordError(`the record of ${run} is damaged: ${wrong}`, { cause: error });
}

function dataIn(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new RecordError('the record of a run is damaged: it is not JSON', { cause });
  }
}
