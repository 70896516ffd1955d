import { FlightRecorder } from '../lib/evidence/recorder.ts';
import { EvidenceStore } from '../lib/evidence/store.ts';
import type { EvidenceParts } from '../lib/run/due-run.ts';

/** How evidence is made and kept, for tests that are about something else. */
export const evidenceIn = (reports: string): EvidenceParts => ({
  store: new EvidenceStore(reports),
  identity: 'show',
  record: options => new FlightRecorder(options),
  secrets: [],
  tell: run => Promise.resolve(`<p>${run.summary}</p>`),
});
