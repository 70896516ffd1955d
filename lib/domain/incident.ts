import type { CauseId } from './causes.ts';
import { isConclusive, isSignedIn, type RunRecord } from './run-record.ts';

/** Runs of one account and monitor, in one browser from one place, that followed each other without getting in. */
export interface Incident {
  /** The id of its first run: stays the same as the incident grows. */
  readonly id: string;
  /** The runs that did not get in, oldest first; never empty. */
  readonly runs: readonly [RunRecord, ...RunRecord[]];
  /** How often each cause was met, the most frequent first. */
  readonly causes: ReadonlyArray<{ readonly cause: CauseId; readonly runs: number }>;
  /** The run that got in again. Absent while it goes on. */
  readonly recovery?: RunRecord;
}

/**
 * Groups runs to incidents, the newest first. An incident begins with a run that did not get in, whatever the fault,
 * and ends with the next one that did.
 * @param runs those of a series in the order in which they were due; what is before the first of them is not known
 */
export function incidentsOf(runs: readonly RunRecord[]): Incident[] {
  const conclusive = runs.filter(isConclusive);
  const series = Map.groupBy(conclusive, seriesOf);
  return [...series.values()].flatMap(group).toSorted((a, b) => byTime(b.runs[0], a.runs[0]));
}

const byTime = (a: RunRecord, b: RunRecord): number => Date.parse(a.scheduledAt) - Date.parse(b.scheduledAt);

const seriesOf = ({ tenant, account, monitor, engine, location, simulated }: RunRecord): string =>
  JSON.stringify([tenant, account, monitor, engine, location, simulated]);

function group(runs: readonly RunRecord[]): Incident[] {
  const incidents: Incident[] = [];
  let failed: RunRecord[] = [];
  for (const run of runs) {
    if (!isSignedIn(run.verdict)) failed.push(run);
    else {
      incidents.push(...incident(failed, run));
      failed = [];
    }
  }
  return [...incidents, ...incident(failed)];
}

function incident([first, ...more]: readonly RunRecord[], recovery?: RunRecord): Incident[] {
  if (first === undefined) return [];
  const runs: Incident['runs'] = [first, ...more];
  const counted = Map.groupBy(runs, ({ cause }) => cause);
  const causes = [...counted]
    .flatMap(([cause, { length }]) => (cause === undefined ? [] : [{ cause, runs: length }]))
    .toSorted((a, b) => b.runs - a.runs);
  return [{ id: first.runId, runs, causes, recovery }];
}
