import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { systemClock } from '../../lib/core/clock.ts';
import { Redactor } from '../../lib/core/redaction.ts';
import { keepArtifact } from '../../lib/evidence/keep.ts';
import { History } from '../../lib/history/history.ts';
import type { RunParts } from '../../lib/run/due-run.ts';
import { forgetOldRuns } from '../../lib/run/retention.ts';
import { aFailure } from '../run-records.ts';

const day = 86_400_000;

test('old runs go with their evidence; what was counted stays; what is not concluded stays, too', () => {
  const reports = mkdtempSync(join(tmpdir(), 'genkan-test-'));
  const history = History.open(reports);
  const now = Date.parse('2026-11-23T06:00:00.000Z');
  const at = (days: number) => new Date(now - days * day).toISOString();
  const old = aFailure({ runId: 'old', scheduledAt: at(31) });
  const young = aFailure({ runId: 'young', scheduledAt: at(29) });
  const open = aFailure({ runId: 'open', scheduledAt: at(31) });
  history.expect([old, young, open], at(0));
  for (const run of [old, young]) history.conclude(run);
  const [oldFile = '', youngFile = ''] = [old, young].map(
    run => keepArtifact(reports, run, 'screenshot', 'screenshot.png', new Uint8Array(3)).file,
  );
  const counted = history.tallies(false);

  const parts: RunParts = {
    clock: { ...systemClock, now: () => now },
    history,
    reports,
    language: 'en',
    redactor: new Redactor(),
    log: pino({ enabled: false }),
    way: {},
    stop: new AbortController().signal,
  };
  forgetOldRuns(parts, 30 * day);

  expect(history.runs().map(({ runId }) => runId)).toEqual(['young']);
  expect(existsSync(join(reports, oldFile))).toBe(false);
  expect(existsSync(join(reports, youngFile))).toBe(true);
  expect(history.tallies(false)).toEqual(counted);
  expect(history.conclude(open)).toBe(true);

  history.close();
  expect(() => forgetOldRuns(parts, day)).not.toThrow();
  rmSync(reports, { recursive: true });
});
