import type { RunKey, StoredRun } from '../domain/evidence-store.ts';
import type { HistoryReader } from '../domain/history-store.ts';
import { type Incident, incidentsOf } from '../domain/incident.ts';
import { isSignedIn, type Verdict } from '../domain/run-record.ts';
import { isoTime } from '../platform/clock.ts';
import type { EvidenceContext, RunContext } from './due-run.ts';

/** How long, and how much, is kept. */
export interface Retention {
  /** Of the history. */
  readonly runsMs: number;
  readonly evidenceMs: number;
  /** Of evidence. */
  readonly maxBytes: number;
}

const dayMs = 86_400_000;

/**
 * Forgets runs that are older than wanted, with their evidence, evidence that is older or more than wanted, and baselines
 * that have become too old. Never throws: a full disk must not prevent a round from being reported, and the
 * next one tries again.
 */
export async function forgetOldRuns(parts: RunContext, retention: Retention): Promise<void> {
  // Evidence first: removing runs from the history needs free space on the disk, and removing evidence makes some.
  for (const forget of [forgetEvidence, forgetBaselines, forgetRuns]) {
    try {
      await forget(parts, retention, await parts.history.trustedTime(parts.clock.now()));
    } catch (error) {
      parts.log.error({ err: error }, 'old runs, evidence or baselines could not be removed');
    }
  }
}

async function forgetEvidence(
  { evidence, history, log }: RunContext,
  retention: Retention,
  now: number,
): Promise<void> {
  const { store } = evidence;
  // It goes no later than its run, also where that cannot be removed yet.
  const wanted = { ...retention, evidenceMs: Math.min(retention.evidenceMs, retention.runsMs) };
  await store.tidy(isoTime(now - dayMs).slice(0, 10));
  const stored = await store.list();
  const [oldest] = stored;
  const bytes = stored.reduce((sum, run) => sum + run.bytes, 0);
  if (oldest === undefined || (!isOld(oldest, wanted, now) && bytes <= wanted.maxBytes)) return;
  const misdated = await history.misdated(
    stored.map(({ runId }) => runId),
    isoTime(now - wanted.evidenceMs),
    isoTime(now),
  );
  const superfluous = toRemove(stored, { ...(await knownOf(stored, history)), misdated }, wanted, now);
  const removed = await dropAll(superfluous.map(keyOf), { store, log });
  if (removed > 0)
    log.info(
      { runs: removed },
      'evidence that is older than its retention, or more than the limit, was removed',
    );
}

/**
 * Removes evidence until there is that much more room, old or new; the least valuable goes first.
 * @param history nothing when it cannot be read
 * @returns of how many runs
 */
export async function removeEvidence(
  bytes: number,
  history: HistoryReader | undefined,
  { store, log }: Pick<EvidenceContext, 'store'> & Pick<RunContext, 'log'>,
): Promise<number> {
  const stored = await store.list();
  const there = stored.reduce((sum, run) => sum + run.bytes, 0);
  const known =
    history === undefined ? nothingKnown : { ...nothingKnown, ...(await knownOf(stored, history)) };
  const superfluous = toRemove(stored, known, { evidenceMs: Infinity, maxBytes: there - bytes }, 0);
  return dropAll(superfluous.map(keyOf), { store, log });
}

async function knownOf(
  stored: readonly StoredRun[],
  history: HistoryReader,
): Promise<Omit<Known, 'misdated'>> {
  const runIds = stored.map(({ runId }) => runId);
  return { incidents: incidentsOf(await history.troubles('')), verdicts: await history.verdictsOf(runIds) };
}

const keyOf = ({ runId, date }: StoredRun): RunKey => ({ runId, scheduledAt: date });

/** Removes the evidence of these runs; one whose evidence cannot be removed does not keep the others. @returns how many went */
async function dropAll(
  runs: readonly RunKey[],
  { store, log }: Pick<EvidenceContext, 'store'> & Pick<RunContext, 'log'>,
): Promise<number> {
  const failed: { readonly runId: string; readonly error: unknown }[] = [];
  for (const run of runs) {
    try {
      await store.drop(run);
    } catch (error) {
      failed.push({ runId: run.runId, error });
    }
  }
  const [first] = failed;
  if (first !== undefined)
    log.error(
      { runs: failed.length, folder: first.runId, err: first.error },
      'old evidence could not be removed',
    );
  return runs.length - failed.length;
}

async function forgetBaselines(
  { evidence, log }: RunContext,
  { evidenceMs }: Retention,
  now: number,
): Promise<void> {
  const baselines = await evidence.store.forgetBaselines(isoTime(now - evidenceMs));
  if (baselines > 0) log.info({ baselines }, 'baselines that were not replaced were removed');
}

async function forgetRuns(
  { evidence, history, log }: RunContext,
  { runsMs }: Retention,
  now: number,
): Promise<void> {
  const forgotten = await history.forget(isoTime(now - runsMs), isoTime(now));
  await dropAll(forgotten, { store: evidence.store, log });
  if (forgotten.length > 0)
    log.info({ runs: forgotten.length }, 'runs that are older than their retention were removed');
}

/** What is known of the runs whose evidence there is. */
interface Known {
  readonly incidents: readonly Incident[];
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** Runs that are younger than their date. */
  readonly misdated: ReadonlySet<string>;
}

const nothingKnown: Known = { incidents: [], verdicts: new Map(), misdated: new Set() };

/** How long something is worth keeping, the least first. */
const worths = ['inside', 'failure', 'edge', 'needed'] as const;
type Worth = (typeof worths)[number];

/**
 * The evidence that has to go: what is too old; then, while it is still too much, runs that got in, failures between the
 * first and the last of an incident, and those two, the oldest first each time. Never what an incident needs that goes
 * on: how it began, and how it is now.
 * @param stored the oldest first
 */
export function toRemove(
  stored: readonly StoredRun[],
  known: Known,
  retention: Pick<Retention, 'evidenceMs' | 'maxBytes'>,
  now: number,
): StoredRun[] {
  const worthOf = worthsOf(stored, known);
  const isTooOld = (run: StoredRun) => isOld(run, retention, now) && !known.misdated.has(run.runId);
  const removable = stored.filter(run => worthOf(run) !== 'needed');
  const [old, young] = [removable.filter(run => isTooOld(run)), removable.filter(run => !isTooOld(run))];
  const rest = young.toSorted((a, b) => worths.indexOf(worthOf(a)) - worths.indexOf(worthOf(b)));
  const removed = [...old];
  let bytes = stored.reduce((sum, run) => sum + run.bytes, 0) - old.reduce((sum, run) => sum + run.bytes, 0);
  for (const run of rest) {
    if (bytes <= retention.maxBytes) break;
    removed.push(run);
    bytes -= run.bytes;
  }
  return removed;
}

function worthsOf(stored: readonly StoredRun[], { incidents, verdicts }: Known): (run: StoredRun) => Worth {
  const there = new Set(stored.map(({ runId }) => runId));
  const edges = new Map<string, Worth>();
  for (const { runs, recovery } of incidents) {
    // Of some failures there is no evidence: a browser that did not start, an account that is paused.
    const shown = runs.filter(({ runId }) => there.has(runId));
    for (const run of [shown.at(0), shown.at(-1)])
      if (run !== undefined) edges.set(run.runId, recovery === undefined ? 'needed' : 'edge');
  }
  return ({ runId }) => {
    const verdict = verdicts.get(runId);
    return edges.get(runId) ?? (verdict !== undefined && isSignedIn(verdict) ? 'inside' : 'failure');
  };
}

const isOld = ({ date }: StoredRun, { evidenceMs }: Pick<Retention, 'evidenceMs'>, now: number): boolean =>
  Date.parse(date) + dayMs <= now - evidenceMs;
