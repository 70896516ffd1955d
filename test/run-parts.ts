import { pino } from 'pino';
import { systemClock } from '../lib/core/clock.ts';
import { Redactor } from '../lib/core/redaction.ts';
import { FlightRecorder } from '../lib/evidence/recorder.ts';
import { EvidenceStore } from '../lib/evidence/store.ts';
import type { History } from '../lib/history/history.ts';
import { Conclusions } from '../lib/run/conclude.ts';
import type { EvidenceParts, RunParts } from '../lib/run/due-run.ts';
import { Guard } from '../lib/run/guard.ts';

/** How evidence is made and kept, for tests that are about something else. */
export const evidenceIn = (reports: string): EvidenceParts => ({
  store: new EvidenceStore(reports),
  identity: 'show',
  record: options => new FlightRecorder(options),
  secrets: [],
  tell: run => Promise.resolve(`<p>${run.summary}</p>`),
});

/** What all runs share, with nobody to be told: tests hand in what they are about. */
export function runPartsIn(reports: string, history: History, more: Partial<RunParts> = {}): RunParts {
  const { clock = systemClock, log = pino({ enabled: false }), makeRoom = () => false } = more;
  return {
    clock,
    history,
    guard: new Guard({ store: history.guard, clock }),
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
