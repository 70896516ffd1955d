import { assign } from '../lib/app/assign.ts';
import { wayOf } from '../lib/app/assignment.ts';
import { evidenceParts } from '../lib/app/evidence.ts';
import { loadMonitors } from '../lib/app/monitors.ts';
import { systemClock } from '../lib/core/clock.ts';
import { Redactor } from '../lib/core/redaction.ts';
import type { RunRecord } from '../lib/core/run-record.ts';
import { History } from '../lib/history/history.ts';
import { Browsers } from '../lib/run/browsers.ts';
import { Conclusions } from '../lib/run/conclude.ts';
import type { EvidenceParts } from '../lib/run/due-run.ts';
import { Guard } from '../lib/run/guard.ts';
import { dueRuns, type Selection } from '../lib/run/plan.ts';
import { performRound } from '../lib/run/round.ts';
import { openLog } from '../lib/terminal/logger.ts';

/** What differs from `genkan run`. */
export interface RoundOptions {
  /** Whose runs; all of them, if it is empty. */
  readonly selection?: Selection;
  /** How many sign-ins run side by side. */
  readonly parallel: number;
  /** Takes the place of the usual evidence. */
  readonly changed?: (usual: EvidenceParts) => EvidenceParts;
}

/** One round as `genkan run` does it, with this configuration and reports folder, and what came of it. */
export async function signInRound(
  configFile: string | undefined,
  reports: string,
  { selection = {}, parallel, changed = usual => usual }: RoundOptions,
): Promise<RunRecord[]> {
  const { env, stderr } = process;
  const stop = new AbortController().signal;
  const invocation = { env, configFile, reports, headless: true, stop, stderr, colour: false };
  const assignment = await assign(invocation, await loadMonitors());
  const { browser, language, plan, secrets } = assignment;
  const redactor = new Redactor(secrets);
  const log = openLog(stderr, redactor);
  const history = History.open(reports);
  const browsers = new Browsers(engine => ({ engine, headless: true, env, ...browser(engine) }));
  const evidence = changed(evidenceParts(assignment, reports));
  const way = wayOf(assignment);
  const clock = systemClock;
  const guard = new Guard({ store: history.guard, clock });
  const makeRoom = () => false;
  const conclusions = new Conclusions({ clock, history, log, makeRoom });
  const shared = { clock, history, guard, conclusions, makeRoom, redactor, log, stop };
  const parts = { ...shared, evidence, language, way };
  const records = await performRound(dueRuns(plan, selection, systemClock.now()), browsers, parts, parallel);
  await browsers.close();
  history.close();
  return records;
}
