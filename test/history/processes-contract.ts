import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HistoryStore } from '../../lib/domain/history-store.ts';
import type { DueRecord } from '../../lib/domain/run-record.ts';
import { aRecord } from '../run-records.ts';

const later = '2026-11-23T06:00:00.000Z';
const idsOf = (runs: readonly DueRecord[]) => runs.map(({ runId }) => runId);

/** A store that is put under the contract. */
export interface Contracted {
  /**
   * Opens the history in a folder, which is empty at first and removed after each test. Opened twice, it is the same one
   * as two processes see it.
   */
  readonly open: (folder: string) => Promise<HistoryStore>;
  /** Lets another process write for so long that nobody waits for it, until what is returned is called. */
  readonly block: (folder: string) => () => void;
}

/** The part of `historyContract` about several processes that share a history. */
export function processesContract({ open, block }: Contracted): void {
  let folder: string;
  let history: HistoryStore;
  let other: HistoryStore;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'genkan-test-'));
    history = await open(folder);
    other = await open(folder);
  });
  afterEach(async () => {
    await history.close();
    await other.close();
    rmSync(folder, { recursive: true });
  });

  describe('a run that a schedule has made due', () => {
    const times = { now: '2026-11-23T05:46:00.000Z', giveUpAt: later };

    test('is given to one of those that share the history, for each series and due time', async () => {
      const due = aRecord({ runId: 'ours' });
      expect(await history.claim([due], times)).toEqual(new Set(['ours']));
      const alike = aRecord({ runId: 'theirs' });
      const others = [
        aRecord({ runId: 'a', account: 'fabrikam' }),
        aRecord({ runId: 'b', engine: 'firefox' }),
        aRecord({ runId: 'c', monitor: 'entra' }),
        aRecord({ runId: 'd', location: 'osaka' }),
        aRecord({ runId: 'e', simulated: true }),
        aRecord({ runId: 'f', scheduledAt: '2026-11-23T05:40:00.000Z' }),
      ];
      expect(await other.claim([alike, ...others], times)).toEqual(new Set(idsOf(others)));
      expect(await history.claim([alike, ...others], times)).toEqual(new Set());
      await other.conclude(alike);
      expect(await history.runs()).toEqual([]);
      expect(await history.conclude(due)).toBe(true);
      expect(await other.runs()).toEqual([due]);
    });

    test('is given to one also where all ask at once', async () => {
      const due = (process: string) =>
        Array.from({ length: 20 }, (_, n) => aRecord({ runId: `${process} ${n}`, account: `account-${n}` }));
      const claimed = await Promise.all([
        history.claim(due('one'), times),
        other.claim(due('two'), times),
        history.claim(due('three'), times),
      ]);
      const accounts = claimed.flatMap(runs => [...runs].map(runId => Number(runId.split(' ')[1])));
      expect(accounts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n));
    });

    test('is not in the way of one that a person asks for at that time', async () => {
      await history.claim([aRecord({ runId: 'due' })], times);
      const asked = ['first', 'second'].map(runId => aRecord({ runId }));
      await other.expect(asked, later);
      for (const run of asked) expect(await other.conclude(run)).toBe(true);
    });

    test('is abandoned as soon as its process is gone, and does not take place again', async () => {
      const [due, again] = [aRecord({ runId: 'due' }), aRecord({ runId: 'again' })];
      await history.claim([due], times);
      expect(await other.abandoned(times.now)).toEqual([]);
      await history.close();
      expect(idsOf(await other.abandoned(times.now))).toEqual(['due']);
      expect(await other.claim([again], times)).toEqual(new Set());
      await other.conclude(due);
      expect(await other.claim([again], times)).toEqual(new Set());
      history = await open(folder);
    });

    test('is abandoned for others when its time is over: its process hangs', async () => {
      await history.claim([aRecord({ runId: 'due' })], times);
      expect(idsOf(await other.abandoned(later))).toEqual(['due']);
      expect(await history.abandoned(later)).toEqual([]);
    });

    test('comes again where it was claimed by a clock that was ahead', async () => {
      const ahead = { now: '2026-11-24T05:46:00.000Z', giveUpAt: '2026-11-24T06:00:00.000Z' };
      const tomorrow = { scheduledAt: '2026-11-24T05:45:00.000Z' };
      const wrong = aRecord({ runId: 'wrong', ...tomorrow });
      await history.claim([wrong], ahead);
      await history.conclude(wrong);
      expect(await other.claim([aRecord({ runId: 'today' })], times)).toEqual(new Set(['today']));
      expect(await other.claim([aRecord({ runId: 'right', ...tomorrow })], ahead)).toEqual(
        new Set(['right']),
      );
      expect(await history.claim([aRecord({ runId: 'third', ...tomorrow })], ahead)).toEqual(new Set());
    });
  });

  test('a run overlaps the same one of another process that was written down later, until it is gone', async () => {
    const ours = aRecord({ runId: 'ours' });
    const others = [
      aRecord({ runId: 'a', account: 'fabrikam' }),
      aRecord({ runId: 'b', engine: 'firefox' }),
      aRecord({ runId: 'c', monitor: 'entra' }),
      aRecord({ runId: 'd', simulated: true }),
    ];
    const theirs = aRecord({ runId: 'theirs', location: 'osaka' });
    await other.expect([theirs], later);
    await history.expect([ours, ...others], later);
    const overlapped = async (now = theirs.scheduledAt) => {
      const found = await Promise.all([ours, ...others].map(due => history.isOverlapped(due, now)));
      expect(await other.isOverlapped(theirs, now)).toBe(false);
      return found;
    };
    expect(await overlapped()).toEqual([true, false, false, false, false]);
    expect((await overlapped(later))[0]).toBe(false);
    await other.close();
    expect(await history.isOverlapped(ours, theirs.scheduledAt)).toBe(false);
    other = await open(folder);
  });

  test('runs of one process are neither abandoned nor in the way of each other, until it is gone', async () => {
    const [first, second] = [aRecord({ runId: 'first' }), aRecord({ runId: 'second' })];
    await history.expect([first], later);
    await history.expect([second], later);
    expect(await history.abandoned(later)).toEqual([]);
    expect(await history.isOverlapped(second, first.scheduledAt)).toBe(false);
    await history.close();
    history = await open(folder);
    expect(idsOf(await history.abandoned(first.scheduledAt))).toEqual(['first', 'second']);
  });

  test('while another process writes, a write is refused as busy and changes nothing; reading goes on', async () => {
    const due = aRecord({ runId: 'due' });
    const times = { now: due.scheduledAt, giveUpAt: later };
    await history.expect([due], later);
    const goOn = block(folder);
    const writes: Record<string, () => Promise<unknown>> = {
      check: () => history.check(),
      expect: () => history.expect([aRecord({ runId: 'asked' })], later),
      claim: () => history.claim([aRecord({ runId: 'claimed' })], times),
      conclude: () => history.conclude(due),
      abandoned: () => history.abandoned(later),
      forget: () => history.forget(later, later),
      count: () =>
        history.count({ metric: 'genkan_sink_errors_total', labels: {}, part: '', value: 1 }, false),
      saveCredentials: () => history.saveCredentials({ tenant: 'contoso', account: 'a', lives: [] }),
    };
    for (const [name, write] of Object.entries(writes))
      await expect(write(), name).rejects.toMatchObject({ name: 'HistoryError', kind: 'busy' });
    expect(await history.runs()).toEqual([]);
    goOn();
    expect(await history.metricCounts(false)).toEqual([]);
    expect(await history.credentials()).toEqual([]);
    expect(await history.conclude(due)).toBe(true);
    expect(idsOf(await other.runs())).toEqual(['due']);
  });
}
