import { generationOf } from '../lib/app/generation.ts';
import { loadMonitors } from '../lib/app/monitors.ts';
import { resolveConfig } from '../lib/app/resolve-config.ts';
import type { RunRecord } from '../lib/domain/run-record.ts';
import { History } from '../lib/history/history.ts';
import { systemClock } from '../lib/platform/clock.ts';
import { Redactor } from '../lib/platform/redaction.ts';
import { Conclusions } from '../lib/runner/conclude.ts';
import type { EvidenceContext } from '../lib/runner/due-run.ts';
import { dueRuns, type Selection } from '../lib/runner/plan.ts';
import { Runner } from '../lib/runner/runner.ts';
import { openLog } from '../lib/terminal/logger.ts';

/** What differs from `genkan run`. */
export interface RoundOptions {
  /** Whose runs; all of them, if it is empty. */
  readonly selection?: Selection;
  /** How many sign-ins run side by side. */
  readonly parallel: number;
  /** Takes the place of the usual evidence. */
  readonly changed?: (usual: EvidenceContext) => EvidenceContext;
}

/** One round as `genkan run` does it, with this configuration and reports folder, and what came of it. */
export async function signInRound(
  configFile: string | undefined,
  reports: string,
  { selection = {}, parallel, changed = usual => usual }: RoundOptions,
): Promise<RunRecord[]> {
  const { env, stderr } = process;
  const stop = new AbortController().signal;
  const redactor = new Redactor();
  const invocation = { env, configFile, reports, headless: true, stop, stderr, redactor, colour: false };
  const config = await resolveConfig(invocation, await loadMonitors(), { purpose: 'run' });
  const clock = systemClock;
  const log = openLog(stderr, redactor);
  const history = History.open(reports);
  const makeRoom = () => Promise.resolve(false);
  const conclusions = new Conclusions({ clock, history, log, makeRoom });
  const shared = { invocation, clock, history, conclusions, makeRoom, log, stop };
  const { parts } = generationOf(config, shared);
  const due = dueRuns(config, selection, clock.now()).map(run => ({ run }));
  const started = await new Runner(parallel).start(
    due,
    { ...parts, evidence: changed(parts.evidence) },
    'person',
  );
  const records = (await Promise.all(started)).filter(record => record !== undefined);
  await parts.browsers.close();
  await history.close();
  return records;
}
