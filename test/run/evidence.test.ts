import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../lib/core/clock.ts';
import { Redactor } from '../../lib/core/redaction.ts';
import type { RunRecord } from '../../lib/core/run-record.ts';
import { History } from '../../lib/history/history.ts';
import type { DueRun, RunParts } from '../../lib/run/due-run.ts';
import { isTraceDue } from '../../lib/run/evidence.ts';
import { evidenceIn } from '../evidence-parts.ts';
import { aFailure, aRecord } from '../run-records.ts';

let reports: string;
let parts: RunParts;
beforeEach(() => {
  reports = mkdtempSync(join(tmpdir(), 'genkan-test-'));
  parts = {
    clock: systemClock,
    history: History.open(reports),
    evidence: evidenceIn(reports),
    language: 'en',
    redactor: new Redactor(),
    log: pino({ enabled: false }),
    way: {},
    stop: new AbortController().signal,
  };
});
afterEach(() => {
  parts.history.close();
  rmSync(reports, { recursive: true });
});

const scheduledAt = '2026-11-23T05:00:00.000Z';
const notTried: Partial<RunRecord> = { verdict: 'unknown', fault: 'monitor', attempts: [] };

test.each<[string, RunRecord, boolean]>([
  ['failed', aFailure({ scheduledAt }), true],
  ['got in', aRecord({ scheduledAt }), false],
  ['was slow', aRecord({ scheduledAt, verdict: 'degraded' }), false],
  ['was missed', aFailure({ scheduledAt, ...notTried, cause: 'missed' }), false],
  ['was paused', aFailure({ scheduledAt, ...notTried, cause: 'paused' }), false],
  ['had to give way', aFailure({ scheduledAt, ...notTried, cause: 'overlapped' }), false],
  ['was stopped before it began', aFailure({ scheduledAt, ...notTried, cause: 'interrupted' }), false],
])('after a run that %s', (_how, last, isDue) => {
  parts.history.expect([last], last.endedAt);
  parts.history.conclude(last);
  const run = { due: aRecord({ runId: 'next' }) } as DueRun;
  expect(isTraceDue(run, parts)).toBe(isDue);
});
