import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { StoredRun } from '../../lib/domain/evidence-store.ts';
import { incidentsOf } from '../../lib/domain/incident.ts';
import type { RunRecord } from '../../lib/domain/run-record.ts';
import { History } from '../../lib/history/history.ts';
import { systemClock } from '../../lib/platform/clock.ts';
import type { RunContext } from '../../lib/runner/due-run.ts';
import { forgetOldRuns, toRemove } from '../../lib/runner/retention.ts';
import { runContextIn } from '../run-context.ts';
import { aFailure, aRecord } from '../run-records.ts';

const day = 86_400_000;
const now = Date.parse('2026-11-23T06:00:00.000Z');
const at = (days: number) => new Date(now - days * day).toISOString();

let reports: string;
let history: History;
let parts: RunContext;
beforeEach(() => {
  reports = mkdtempSync(join(tmpdir(), 'genkan-test-'));
  history = History.open(reports);
  parts = runContextIn(reports, history, { clock: { ...systemClock, now: () => now } });
});
afterEach(() => rmSync(reports, { recursive: true }));

const save = (run: RunRecord) =>
  parts.evidence.store.save(
    run,
    [{ kind: 'screenshot', name: '01-stop.jpg', bytes: new Uint8Array(3) }],
    [],
    at(0),
  );
const folderOf = (run: RunRecord) => join(reports, 'evidence', run.scheduledAt.slice(0, 10), run.runId);
const hasEvidence = (run: RunRecord) => existsSync(folderOf(run));

test('old runs are removed with their evidence; counts stay, and so do runs that are not concluded', async () => {
  const old = aFailure({ runId: 'old', scheduledAt: at(31) });
  const young = aFailure({ runId: 'young', scheduledAt: at(29) });
  const open = aFailure({ runId: 'open', scheduledAt: at(31) });
  await history.expect([old, young, open], at(0));
  for (const run of [old, young]) await history.conclude(run);
  for (const run of [old, young]) await save(run);
  const counted = await history.metricCounts(false);

  const retention = { runsMs: 30 * day, evidenceMs: 365 * day, maxBytes: 1e6 };
  await forgetOldRuns(parts, retention);

  expect((await history.runs()).map(({ runId }) => runId)).toEqual(['young']);
  expect([hasEvidence(old), hasEvidence(young)]).toEqual([false, true]);
  expect(await history.metricCounts(false)).toEqual(counted);
  expect(await history.conclude(open)).toBe(true);

  await history.close();
  await forgetOldRuns(parts, retention);
});

test('evidence is removed before its run, but not the evidence that an open incident needs', async () => {
  const runs = [
    aFailure({ runId: 'over', account: 'a', scheduledAt: at(35) }),
    aRecord({ runId: 'back', account: 'a', scheduledAt: at(34) }),
    aFailure({ runId: 'first', account: 'b', scheduledAt: at(33) }),
    aFailure({ runId: 'between', account: 'b', scheduledAt: at(32) }),
    aFailure({ runId: 'latest', account: 'b', scheduledAt: at(1) }),
  ];
  await history.expect(runs, at(0));
  for (const run of runs) await history.conclude(run);
  for (const run of runs) await save(run);
  // Of a run that nobody knows, and what a killed process has left of one.
  const lost = aFailure({ runId: 'lost', scheduledAt: at(40) });
  await save(lost);
  mkdirSync(`${folderOf(lost)}x.tmp`);
  writeFileSync(`${folderOf(lost)}x.tmp/01-email.jpg`, '');

  await forgetOldRuns(parts, { runsMs: 400 * day, evidenceMs: 30 * day, maxBytes: 1e6 });
  expect(runs.filter(hasEvidence).map(({ runId }) => runId)).toEqual(['first', 'latest']);
  expect(hasEvidence(lost)).toBe(false);
  expect(await history.runs()).toHaveLength(5);
  expect((await parts.evidence.store.list()).map(({ runId }) => runId)).toEqual(['first', 'latest']);
  await history.close();
});

test('evidence is removed first where its run cannot be: a full disk needs room to remove runs', async () => {
  const old = aFailure({ runId: 'old', account: 'a', scheduledAt: at(33) });
  const back = aRecord({ runId: 'back', account: 'a', scheduledAt: at(32) });
  await history.expect([old, back], at(0));
  for (const run of [old, back]) await history.conclude(run);
  await save(old);
  const seen: boolean[] = [];
  vi.spyOn(history, 'forget').mockImplementation(() => {
    seen.push(hasEvidence(old));
    throw new Error('database or disk is full');
  });
  await forgetOldRuns(parts, { runsMs: 30 * day, evidenceMs: 365 * day, maxBytes: 1e6 });
  expect(seen).toEqual([false]);
  await history.close();
});

test('a baseline is removed when nothing has replaced it for as long as evidence is kept', async () => {
  const { store } = parts.evidence;
  const filmstrip = [{ kind: 'film', name: '01-email.jpg', bytes: new Uint8Array(3) }] as const;
  await store.saveBaseline('admin-center.gone.chromium', aRecord(), filmstrip, at(31));
  await store.saveBaseline('admin-center.here.chromium', aRecord(), filmstrip, at(29));
  await forgetOldRuns(parts, { runsMs: 400 * day, evidenceMs: 30 * day, maxBytes: 1e6 });
  expect(await store.baseline('admin-center.gone.chromium')).toBeUndefined();
  expect(await store.baseline('admin-center.here.chromium')).toHaveLength(1);
  await history.close();
});

/** Three incidents and a slow run, a day each; every one with evidence of ten bytes. */
const records = [
  aFailure({ runId: 'a1', account: 'a', scheduledAt: at(9) }),
  aFailure({ runId: 'a2', account: 'a', scheduledAt: at(8) }),
  aFailure({ runId: 'a3', account: 'a', scheduledAt: at(7) }),
  aRecord({ runId: 'slow', account: 'a', verdict: 'degraded', scheduledAt: at(6) }),
  aFailure({ runId: 'b1', account: 'b', scheduledAt: at(5) }),
  aFailure({ runId: 'b2', account: 'b', scheduledAt: at(4) }),
  aFailure({ runId: 'b3', account: 'b', scheduledAt: at(3) }),
];
const stored = records.map(
  ({ runId, scheduledAt }): StoredRun => ({ runId, date: scheduledAt.slice(0, 10), bytes: 10 }),
);
const known = {
  incidents: incidentsOf(records),
  verdicts: new Map(records.map(({ runId, verdict }) => [runId, verdict])),
  misdated: new Set<string>(),
};

test.each<[string, number, number, string]>([
  ['it is little and young', 30, 70, ''],
  ['a run that got in goes first', 30, 69, 'slow'],
  ['then failures between the first and the last', 30, 40, 'slow a2 b2'],
  ['then those of an incident that is over', 30, 20, 'slow a2 b2 a1 a3'],
  ['never those of one that goes on', 30, 0, 'slow a2 b2 a1 a3'],
  ['what is old goes whatever it is', 7, 70, 'a1'],
  ['what is old counts as gone', 7, 59, 'a1 slow'],
])('%s', (_what, days, maxBytes, removed) => {
  const gone = toRemove(stored, known, { evidenceMs: days * day + day / 2, maxBytes }, now);
  expect(gone.map(({ runId }) => runId).join(' ')).toBe(removed);
});

test.each([
  ['730 days ahead', 730],
  ['a year behind', -365],
])('a clock that is %s removes nothing, nor does the right one after it', async (_what, days) => {
  const young = aFailure({ runId: '20261122T060000000-00000001', scheduledAt: at(1), endedAt: at(1) });
  const wrong = aFailure({
    runId: '20261123T060000000-00000002',
    scheduledAt: at(-days),
    endedAt: at(-days),
    account: 'fabrikam',
  });
  const filmstrip = [{ kind: 'film', name: '01-email.jpg', bytes: new Uint8Array(3) }] as const;
  await parts.evidence.store.saveBaseline('admin-center.here.chromium', aRecord(), filmstrip, at(1));
  const retention = { runsMs: 400 * day, evidenceMs: 30 * day, maxBytes: 1e6 };
  const right = parts.clock;
  const off = { ...right, now: () => now + days * day };
  const add = async (run: RunRecord, clock: typeof right) => {
    await forgetOldRuns({ ...parts, clock }, retention);
    await history.expect([run], at(0));
    await history.conclude(run);
    await save(run);
    await forgetOldRuns({ ...parts, clock }, retention);
  };
  await add(young, right);
  await add(wrong, off);
  await add(aFailure({ runId: '20261123T060000000-00000003', endedAt: at(0), scheduledAt: at(0) }), right);
  expect(await history.runs()).toHaveLength(3);
  expect(await parts.evidence.store.list()).toHaveLength(3);
  expect(await parts.evidence.store.baseline('admin-center.here.chromium')).toHaveLength(1);
  await history.close();
});
