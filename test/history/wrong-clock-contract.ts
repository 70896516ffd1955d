import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HistoryStore } from '../../lib/domain/history-store.ts';
import { incidentsOf } from '../../lib/domain/incident.ts';
import type { RunRecord } from '../../lib/domain/run-record.ts';
import { isFresh, lastSuccessOf } from '../../lib/domain/series.ts';
import { aFailure, aRecord } from '../run-records.ts';

const day = 86_400_000;
const minute = 60_000;
const now = Date.parse('2026-11-23T06:00:00.000Z');
const iso = (ms: number) => new Date(ms).toISOString();
/** A run at a time, by a clock that was ahead by so much. */
const at = (time: number, aheadMs = 0): Pick<RunRecord, 'scheduledAt' | 'endedAt'> => ({
  scheduledAt: iso(time + aheadMs),
  endedAt: iso(time + aheadMs),
});

/** The part of `historyContract` about clocks that are wrong. */
export function wrongClockContract(open: (folder: string) => Promise<HistoryStore>): void {
  let folder: string;
  let history: HistoryStore;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'genkan-test-'));
    history = await open(folder);
  });
  afterEach(async () => {
    await history.close();
    rmSync(folder, { recursive: true });
  });

  /** Written down and concluded one after the other. */
  async function add(...records: RunRecord[]): Promise<void> {
    for (const record of records) {
      await history.expect([record], iso(now));
      await history.conclude(record);
    }
  }

  describe.each([
    ['730 days ahead', 730 * day],
    ['two hours ahead', 2 * 60 * minute],
    ['a year behind', -365 * day],
  ])('a run whose clock was %s', (_what, aheadMs) => {
    const before = aRecord({ runId: 'before', ...at(now - 10 * minute) });
    const wrong = aRecord({ runId: 'wrong', ...at(now - 5 * minute, aheadMs) });
    const refused = aFailure({ runId: 'refused', ...at(now) });

    test('is not the latest once another one has followed', async () => {
      await add(before, wrong, refused, aRecord({ runId: 'else', account: 'fabrikam', ...at(now) }));
      const [latest, other] = await history.series(false);
      expect([latest?.last.runId, other?.last.runId]).toEqual(['refused', 'else']);
      expect((await history.latest(refused))?.runId).toBe('refused');
    });

    test('changes neither the current result nor the time of the last success', async () => {
      await add(before, wrong);
      const [one] = await history.series(false);
      if (one === undefined) throw new Error('there is no series');
      expect(isFresh(one.last, 5 * minute, now)).toBe(false);
      expect(Date.parse(lastSuccessOf(one, now) ?? iso(now))).toBeLessThanOrEqual(now);
    });

    test('has its place in every list', async () => {
      await add(before, aFailure({ ...wrong, verdict: 'down', cause: 'dns_failed' }), refused);
      const back = aRecord({ runId: 'back', ...at(now + 5 * minute) });
      await add(back);
      expect((await history.runs()).map(({ runId }) => runId)).toEqual([
        'before',
        'wrong',
        'refused',
        'back',
      ]);
      const [incident] = incidentsOf(await history.troubles(''));
      expect(incident?.runs.map(({ runId }) => runId)).toEqual(['wrong', 'refused']);
      expect(incident?.recovery?.runId).toBe('back');
      expect(await history.lastSuccess(refused)).toBe(before.endedAt);
    });

    test("is dated by Microsoft's clock where that was seen", async () => {
      await add(before, { ...wrong, clockSkewMs: aheadMs });
      const [one] = await history.series(false);
      expect(one && lastSuccessOf(one, now)).toBe(iso(now - 5 * minute));
      await add(refused);
      expect(await history.lastSuccess(refused)).toBe(iso(now - 5 * minute));
    });
  });

  test('a run that is closed late does not replace its successor, nor its success, whatever the clock says', async () => {
    const late = aFailure({ runId: 'late', ...at(now, 730 * day) });
    await history.expect([late], iso(now));
    const next = aRecord({ runId: 'next', ...at(now) });
    await add(next);
    await history.conclude(late);
    expect(await history.series(false)).toMatchObject([
      { last: { runId: 'next' }, lastSuccessAt: next.endedAt },
    ]);
  });

  describe('what retention goes by', () => {
    const young = aRecord({ runId: 'young', ...at(now - day) });
    const remaining = async () => (await history.runs()).map(({ runId }) => runId);
    const forget = async (clock: number) => {
      const trusted = await history.trustedTime(clock);
      await history.forget(iso(trusted - 400 * day), iso(trusted));
    };

    test('is our clock while nothing speaks against it', async () => {
      expect(await history.trustedTime(now)).toBe(now);
      await add(aRecord({ runId: 'old', scheduledAt: iso(now - 401 * day), endedAt: iso(now) }), young);
      await forget(now);
      expect(await remaining()).toEqual(['young']);
    });

    test('is not a clock that is ahead, before its first run and after many', async () => {
      await add(young);
      const ahead = now + 730 * day;
      await forget(ahead);
      for (let n = 0; n < 20; n += 1) {
        await add(aFailure({ runId: `ahead-${n}`, ...at(ahead + n * 5 * minute) }));
        await forget(ahead + n * 5 * minute);
      }
      expect(await remaining()).toHaveLength(21);
      await add(aFailure({ runId: 'right', ...at(now + day) }));
      await forget(now + day);
      expect(await remaining()).toHaveLength(22);
    });

    test("is Microsoft's clock as soon as a run has seen it", async () => {
      await add(aRecord({ runId: 'old', ...at(now - 500 * day) }));
      const wrong = { ...at(now, 730 * day), clockSkewMs: 730 * day };
      await add(aRecord({ runId: 'wrong', ...wrong }));
      expect(await history.trustedTime(now + 730 * day + minute)).toBe(now + minute);
      await forget(now + 730 * day);
      expect(await remaining()).toEqual(['wrong']);
    });

    test('a run that a clock behind has dated is not old, nor is its evidence', async () => {
      const behind = aRecord({ runId: 'behind', ...at(now, -730 * day) });
      await add(aRecord({ runId: 'old', ...at(now - 500 * day), clockSkewMs: 0 }));
      await add(
        { ...young, clockSkewMs: 0 },
        behind,
        aRecord({ runId: 'right', ...at(now), clockSkewMs: 0 }),
      );
      const before = iso(now - 400 * day);
      expect(await history.misdated(['old', 'young', 'behind', 'lost'], before, iso(now))).toEqual(
        new Set(['behind']),
      );
      await forget(now);
      expect(await remaining()).toEqual(['young', 'behind', 'right']);
    });
  });
}
