import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Life } from '../../lib/domain/credential.ts';
import type { HistoryStore } from '../../lib/domain/history-store.ts';
import type { RunRecord } from '../../lib/domain/run-record.ts';
import { aFailure, aRecord } from '../run-records.ts';
import { type Contracted, processesContract } from './processes-contract.ts';
import { wrongClockContract } from './wrong-clock-contract.ts';

const later = '2026-11-23T06:00:00.000Z';

/** The methods of the port, as its file declares them. */
const port = readFileSync(new URL('../../lib/domain/history-store.ts', import.meta.url), 'utf8');
const methods = new Set([...port.matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name));

/** What every history promises, whatever it is stored in. */
export function historyContract(store: Contracted): void {
  const called = new Set<string>();
  /** Opens it, and sees what is called. */
  const open = async (where: string): Promise<HistoryStore> =>
    new Proxy(await store.open(where), {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        called.add(String(name));
        return (...args: unknown[]) => Reflect.apply(value, target, args) as unknown;
      },
    });

  describe('what every history promises', () => {
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

    async function add(...records: RunRecord[]): Promise<void> {
      await history.expect(records, later);
      for (const record of records) await history.conclude(record);
    }

    test('a run is there from before it starts, and is concluded once', async () => {
      const record = aRecord();
      await history.expect([record], later);
      expect(await history.runs()).toEqual([]);
      expect(await history.conclude(record)).toBe(true);
      expect(await history.conclude({ ...record, verdict: 'down' })).toBe(false);
      expect(await history.runs()).toEqual([record]);
    });

    test('what is known of credentials takes the place of what was known before', async () => {
      const of = (account: string, ...lives: Life[]) => ({ tenant: 'contoso', account, lives });
      const life = { credential: 'certificate', expiresAt: later } as const;
      for (const known of [of('a', life), of('b', life), of('a')]) await history.saveCredentials(known);
      expect(await history.credentials()).toEqual([of('a'), of('b', life)]);
    });

    test('runs are found by time and verdict, oldest first', async () => {
      const early = aRecord({ runId: 'a', scheduledAt: '2026-11-22T00:00:00.000Z' });
      const failed = aFailure({ runId: 'b' });
      const late = aRecord({ runId: 'c' });
      await add(late, failed, early);
      expect((await history.runs()).map(run => run.runId)).toEqual(['a', 'b', 'c']);
      expect((await history.runs({ since: '2026-11-23T00:00:00.000Z' })).map(run => run.runId)).toEqual([
        'b',
        'c',
      ]);
      expect(await history.runs({ verdicts: ['down', 'unknown'] })).toEqual([failed]);
    });

    test('a series has its last run and its last success; its counts stay, and each run is counted once', async () => {
      const success = aRecord({ runId: 'a', endedAt: '2026-11-23T05:00:00.000Z' });
      const failure = aFailure({ runId: 'b', endedAt: '2026-11-23T05:10:00.000Z' });
      await add(
        success,
        failure,
        aRecord({ runId: 'c', account: 'fabrikam' }),
        aRecord({ runId: 'd', simulated: true }),
      );
      expect(await history.series(false)).toMatchObject([
        {
          last: { runId: 'b' },
          lastSuccessAt: '2026-11-23T05:00:00.000Z',
        },
        { last: { runId: 'c' } },
      ]);
      expect(await history.series(true)).toMatchObject([{ last: { runId: 'd' } }]);
      expect(await history.conclude(success)).toBe(false);
      const counted = (await history.metricCounts(false)).filter(
        ({ metric }) => metric === 'genkan_signin_runs_total',
      );
      const counts = counted.map(({ labels, value }) => `${labels['account']} ${labels['verdict']} ${value}`);
      expect(new Set(counts)).toEqual(new Set(['contoso down 1', 'contoso up 1', 'fabrikam up 1']));
    });

    test('a run that is closed late does not take the place of its successor', async () => {
      const late = aFailure({
        runId: 'a',
        scheduledAt: '2026-11-23T05:00:00.000Z',
        endedAt: '2026-11-23T09:00:00.000Z',
      });
      const next = aRecord({ runId: 'b', scheduledAt: '2026-11-23T05:05:00.000Z' });
      await add(next, late);
      expect(await history.series(false)).toMatchObject([
        { last: { runId: 'b' }, lastSuccessAt: next.endedAt },
      ]);
    });

    test('runs are found by the account that they were of', async () => {
      const runs = ['contoso', 'fabrikam', 'contoso'].map((account, n) =>
        aRecord({ runId: `run-${n}`, account }),
      );
      await history.expect(runs, later);
      for (const run of runs) await history.conclude(run);
      expect((await history.runs({ account: 'contoso' })).map(({ runId }) => runId)).toEqual([
        'run-0',
        'run-2',
      ]);
    });

    test('runs are read one by one as they were at first, while some are written, concluded and removed', async () => {
      const day = (n: number) => `2026-11-${10 + n}T05:00:00.000Z`;
      const numbered = (n: number) => aRecord({ runId: `run-${n}`, scheduledAt: day(n) });
      await add(...[0, 1, 2, 3, 4].map(numbered), aFailure({ runId: 'down', scheduledAt: day(5) }));
      const unconcluded = aRecord({ runId: 'late', account: 'late' });
      await history.expect([unconcluded], later);
      await add(numbered(5));
      const read: string[] = [];
      for await (const { runId } of history.each({ verdicts: ['up'] })) {
        read.push(runId);
        if (read.length > 1) continue;
        await history.conclude(unconcluded);
        await add(numbered(6));
        await history.forget(day(3), '2026-11-25T00:00:00.000Z');
      }
      expect(read).toEqual([0, 1, 2, 3, 4, 5].map(n => `run-${n}`));
      const after = await Array.fromAsync(history.each({ account: 'contoso' }), ({ runId }) => runId);
      expect(after).toEqual(['run-3', 'run-4', 'down', 'run-5', 'run-6']);
      expect(await Array.fromAsync(history.each({ account: 'nobody' }))).toEqual([]);
    });

    test('troubles are the runs that failed, and the ones that got in right after', async () => {
      const at = (hour: number) => ({ runId: `r${hour}`, scheduledAt: `2026-11-23T0${hour}:00:00.000Z` });
      await add(aRecord(at(0)), aFailure(at(1)), aFailure(at(2)), aRecord(at(3)), aRecord(at(4)));
      await add(aRecord({ runId: 'else', account: 'fabrikam', scheduledAt: '2026-11-23T01:30:00.000Z' }));
      expect((await history.troubles('')).map(({ runId }) => runId)).toEqual(['r1', 'r2', 'r3']);
      expect((await history.troubles('2026-11-23T02:00:00.000Z')).map(({ runId }) => runId)).toEqual([
        'r2',
        'r3',
      ]);
      expect(await history.troubles('2026-11-23T03:00:00.000Z')).toEqual([]);
    });

    test.each(['missed', 'overlapped', 'interrupted'] as const)(
      'a run that was %s leaves what is known of the sign-in as it is, and counts as due all the same',
      async cause => {
        const silent = { verdict: 'unknown', cause, fault: 'monitor' } as const;
        // Of a series that nobody has tried, nothing is known.
        await add(aRecord({ runId: 'first', account: 'new', ...silent }));
        expect(await history.series(false)).toEqual([]);
        const real = aFailure({ runId: 'real' });
        const next = { runId: 'silent', scheduledAt: '2026-11-23T05:50:12.834Z', ...silent };
        await add(real, aRecord(next));
        expect(await history.series(false)).toEqual([{ last: real }]);
        expect(await history.latest(real)).toEqual(real);
        expect(await history.lastDueTimes(false)).toMatchObject([
          { account: 'contoso', at: next.scheduledAt },
        ]);
        // It is in the list of runs, and counted.
        expect(await history.run('silent')).toMatchObject({ cause });
        expect(await history.metricCounts(false)).toContainEqual(
          expect.objectContaining({ labels: expect.objectContaining({ cause }) as object, value: 2 }),
        );
      },
    );

    test('when a series began is known, simulated or not', async () => {
      const run = (runId: string, changes: Partial<RunRecord>) => aRecord({ runId, ...changes });
      const early = { scheduledAt: '2026-11-22T05:00:00.000Z' };
      await add(
        run('1', { location: 'osaka', ...early }),
        run('2', {}),
        run('3', { scheduledAt: '2026-11-23T05:50:00.000Z' }),
        run('4', { simulated: true, ...early }),
      );
      expect(await history.firstRunAt(aRecord())).toBe(aRecord().scheduledAt);
      expect(await history.firstRunAt(aRecord({ simulated: true }))).toBe(early.scheduledAt);
      expect(await history.firstRunAt(aRecord({ tenant: 'other' }))).toBeUndefined();
    });

    test('sums per quarter hour stay when the runs are removed', async () => {
      const at = (time: string, changes: Partial<RunRecord> = {}) => {
        const scheduledAt = `2026-11-23T${time}.000Z`;
        return aRecord({
          runId: `${time}${changes.location ?? ''}`,
          scheduledAt,
          durationMs: 1_000,
          ...changes,
        });
      };
      const down = aFailure({ runId: 'down', scheduledAt: '2026-11-23T05:10:00.000Z', durationMs: 500 });
      const osaka = at('05:14:59', { location: 'osaka' });
      await add(
        at('05:00:00'),
        down,
        at('05:14:59'),
        osaka,
        at('05:15:00'),
        at('06:00:00', { simulated: true }),
      );
      await history.forget('2026-11-24T00:00:00.000Z', '2026-11-25T00:00:00.000Z');
      expect(await history.runs()).toEqual([]);
      const hour = { since: '2026-11-23T05:00:00.000Z', until: '2026-11-23T06:15:00.000Z' };
      const { tenant, account, monitor, engine, location } = down;
      const [first, here] = ['2026-11-23T05:00:00.000Z', { tenant, account, monitor, engine, location }];
      const sums = await history.quarterHours({ ...hour, simulated: false });
      expect(sums).toHaveLength(4);
      expect(sums).toEqual(
        expect.arrayContaining([
          { ...here, beganAt: first, verdict: 'up', runs: 2, durationMs: 2_000 },
          { ...here, beganAt: first, verdict: 'down', runs: 1, durationMs: 500 },
          { ...here, location: 'osaka', beganAt: first, verdict: 'up', runs: 1, durationMs: 1_000 },
          { ...here, beganAt: '2026-11-23T05:15:00.000Z', verdict: 'up', runs: 1, durationMs: 1_000 },
        ]),
      );
      expect(sums.at(-1)?.beganAt).toBe('2026-11-23T05:15:00.000Z');
      expect(await history.quarterHours({ ...hour, simulated: true })).toHaveLength(1);
      expect(await history.quarterHours({ since: first, until: first, simulated: false })).toEqual([]);
    });

    test('of runs that are written down together, all are there or none', async () => {
      const [known, fresh] = [aRecord({ runId: 'known' }), aRecord({ runId: 'fresh' })];
      await history.expect([known], later);
      await expect(other.expect([fresh, known], later)).rejects.toMatchObject({ name: 'HistoryError' });
      expect(await history.conclude(fresh)).toBe(false);
    });

    test('it is empty until something was written; what is in order has no problem', async () => {
      expect(await history.isEmpty()).toBe(true);
      await history.check();
      expect(await history.problem()).toBeUndefined();
      await other.expect([aRecord()], later);
      expect(await history.isEmpty()).toBe(false);
    });

    test('how runs ended, and when an admin got in before, is known of those that are asked for', async () => {
      const series = { account: 'fabrikam', endedAt: '2026-11-23T05:50:00.000Z' };
      await add(aRecord({ runId: 'a' }), aFailure({ runId: 'b' }), aFailure({ runId: 'c', ...series }));
      await history.expect([aRecord({ runId: 'open' })], later);
      expect(await history.verdictsOf(['a', 'b', 'open', 'lost'])).toEqual(
        new Map([
          ['a', 'up'],
          ['b', 'down'],
        ]),
      );
      expect(await history.lastSuccess({ runId: 'b' })).toBe(aRecord().endedAt);
      for (const runId of ['a', 'c', 'lost']) expect(await history.lastSuccess({ runId })).toBeUndefined();
    });

    test('what is counted beside the runs is added up by its labels, simulated or not', async () => {
      const errors = (sink: string, value: number) =>
        ({ metric: 'genkan_sink_errors_total', labels: { sink }, part: '', value }) as const;
      await history.count(errors('textfile', 1), false);
      await other.count(errors('textfile', 2), false);
      await history.count(errors('pushgateway', 4), false);
      await history.count(errors('textfile', 8), true);
      expect(await other.metricCounts(false)).toEqual(
        expect.arrayContaining([errors('textfile', 3), errors('pushgateway', 4)]),
      );
      expect(await other.metricCounts(true)).toEqual([errors('textfile', 8)]);
    });
  });

  processesContract({ open, block: store.block });
  wrongClockContract(open);

  // oxlint-disable-next-line no-empty-pattern -- vitest wants a pattern here
  afterAll(({}, { tasks }) => {
    expect(methods).toContain('claim');
    // Single tests call only what they need.
    if (tasks.some(({ mode }) => mode !== 'run')) return;
    expect([...methods].filter(name => !called.has(name ?? ''))).toEqual([]);
  });
}
