import { pino } from 'pino';
import { textsOf } from '../lib/domain/describe-run.ts';
import type { RunRecord } from '../lib/domain/run-record.ts';
import { FolderEvidenceStore } from '../lib/evidence/folder-store.ts';
import { FlightRecorder } from '../lib/evidence/recorder.ts';
import type { History } from '../lib/history/history.ts';
import { systemClock } from '../lib/platform/clock.ts';
import { Redactor } from '../lib/platform/redaction.ts';
import { Browsers } from '../lib/runner/browsers.ts';
import { Conclusions } from '../lib/runner/conclude.ts';
import type { DueRun, EvidenceContext, RunContext } from '../lib/runner/due-run.ts';
import { Guard } from '../lib/runner/guard.ts';
import { Runner } from '../lib/runner/runner.ts';

/** How evidence is made and kept, for tests that are about something else. */
export const evidenceIn = (reports: string): EvidenceContext => ({
  store: new FolderEvidenceStore(reports),
  identity: 'show',
  record: options => new FlightRecorder(options),
  secrets: [],
  renderPage: run => Promise.resolve(`<p>${textsOf(run, 'en').summary}</p>`),
});

/** A run context that notifies nobody; a test passes the parts that it is about. */
export function runContextIn(reports: string, history: History, more: Partial<RunContext> = {}): RunContext {
  const {
    clock = systemClock,
    log = pino({ enabled: false }),
    makeRoom = () => Promise.resolve(false),
  } = more;
  return {
    clock,
    history,
    guard: new Guard({ store: history.guard, clock }),
    browsers: new Browsers(engine => ({ engine, headless: true, locale: 'en-US', env: {} })),
    conclusions: new Conclusions({ clock, history, log, makeRoom }),
    makeRoom,
    evidence: evidenceIn(reports),
    language: 'en',
    redactor: new Redactor(),
    log,
    way: {},
    stop: new AbortController().signal,
    ...more,
  };
}

/** One round as `genkan run` performs it: the records, in the order of the runs. */
export async function performRuns(
  runs: readonly DueRun[],
  parts: RunContext,
  parallel = 1,
): Promise<RunRecord[]> {
  const due = runs.map(run => ({ run }));
  const records = await new Runner(parallel).start(due, parts, 'person');
  return (await Promise.all(records)).filter(record => record !== undefined);
}
