import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Life } from '../../lib/core/credential.ts';
import type { DueRecord, RunRecord } from '../../lib/core/run-record.ts';
import { HistoryError, migrations } from '../../lib/history/format.ts';
import { History, historyFile } from '../../lib/history/history.ts';
import { aFailure, aRecord } from '../run-records.ts';

let reports: string;
let history: History;
beforeEach(() => {
  reports = mkdtempSync(join(tmpdir(), 'genkan-test-'));
  history = History.open(reports);
});
afterEach(() => {
  history.close();
  rmSync(reports, { recursive: true });
});

const later = '2026-11-23T06:00:00.000Z';

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
  for (const known of [of('a', life), of('b', life), of('a')]) await history.keepCredentials(known);
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

test('a series tells its last run and its last success; what is counted stays, and is counted once', async () => {
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
  const counted = (await history.tallies(false)).filter(
    ({ metric }) => metric === 'genkan_signin_runs_total',
  );
  expect(counted.map(({ labels, value }) => [labels['account'], labels['verdict'], value])).toEqual([
    ['contoso', 'down', 1],
    ['contoso', 'up', 1],
    ['fabrikam', 'up', 1],
  ]);
});

test('a run that is closed late does not take the place of its successor', async () => {
  const late = aFailure({
    runId: 'a',
    scheduledAt: '2026-11-23T05:00:00.000Z',
    endedAt: '2026-11-23T09:00:00.000Z',
  });
  const next = aRecord({ runId: 'b', scheduledAt: '2026-11-23T05:05:00.000Z' });
  await add(next, late);
  expect(await history.series(false)).toMatchObject([{ last: { runId: 'b' }, lastSuccessAt: next.endedAt }]);
});

/**
 * Lets another process write a due run, and goes on when it has. It waits until it is ended, and has tidied up: what it
 * does not refer to any more is collected.
 */
async function elsewhere(due: DueRecord): Promise<ChildProcess> {
  const program = `
    import { History } from ${JSON.stringify(new URL('../../lib/history/history.ts', import.meta.url).href)};
    History.open(${JSON.stringify(reports)}).expect([${JSON.stringify(due)}], ${JSON.stringify(later)});
    setTimeout(() => {
      globalThis.gc();
      process.stdout.write('written');
    });
    process.stdin.resume();`;
  const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

const beforeLater = '2026-11-23T05:59:59.000Z';
const afterLater = '2026-11-23T06:00:01.000Z';
const abandoned = async (now: string) => (await history.abandoned(now)).map(due => due.runId);
const ownerFiles = () => readdirSync(reports).filter(name => name.includes('-owner-'));

describe('a run of another process', () => {
  test('is abandoned as soon as that process is gone, and nothing is left of it', async () => {
    const child = await elsewhere(aRecord({ runId: 'theirs' }));
    expect(await abandoned(beforeLater)).toEqual([]);
    expect(ownerFiles()).toHaveLength(1);
    await kill(child);
    expect(await abandoned(beforeLater)).toEqual(['theirs']);
    expect(ownerFiles()).toEqual([]);
  });

  test('is abandoned when its time is over although the process lives: it hangs', async () => {
    const child = await elsewhere(aRecord({ runId: 'theirs' }));
    expect(await abandoned(afterLater)).toEqual(['theirs']);
    await kill(child);
  });

  test('overlaps the same of ours that was written down later, until it is gone', async () => {
    const child = await elsewhere(aRecord({ runId: 'theirs' }));
    const ours = aRecord({ runId: 'ours' });
    const others = [
      aRecord({ runId: 'a', account: 'fabrikam' }),
      aRecord({ runId: 'b', engine: 'firefox' }),
      aRecord({ runId: 'c', monitor: 'entra' }),
      aRecord({ runId: 'd', simulated: true }),
    ];
    await history.expect([ours, ...others], later);
    const overlapped = () =>
      Promise.all([ours, ...others].map(due => history.isOverlapped(due, beforeLater)));
    expect(await overlapped()).toEqual([true, false, false, false, false]);
    await kill(child);
    expect(await overlapped()).toEqual([false, false, false, false, false]);
  });

  test('does not overlap the same of ours that was written down before', async () => {
    const ours = aRecord({ runId: 'ours' });
    await history.expect([ours], later);
    const child = await elsewhere(aRecord({ runId: 'theirs' }));
    expect(await history.isOverlapped(ours, beforeLater)).toBe(false);
    await kill(child);
  });
});

test('our own runs are neither abandoned nor in the way of each other, and leave no file behind', async () => {
  const [first, second] = [aRecord({ runId: 'first' }), aRecord({ runId: 'second' })];
  await history.expect([first], later);
  await history.expect([second], later);
  expect(await abandoned(afterLater)).toEqual([]);
  expect(await history.isOverlapped(second, beforeLater)).toBe(false);
  history.close();
  expect(ownerFiles()).toEqual([]);
  history = History.open(reports);
  expect(await abandoned(beforeLater)).toEqual(['first', 'second']);
});

test('a run that an older version wrote down, and did not end, is abandoned', async () => {
  await history.expect([aRecord({ runId: 'old' })], later);
  const db = new DatabaseSync(join(reports, 'history.sqlite'));
  db.exec(`UPDATE runs SET owner = '{"host":"elsewhere","pid":1,"born":"1"}'`);
  db.close();
  expect(await abandoned(beforeLater)).toEqual(['old']);
});

test('runs are found by the account that they were of', async () => {
  const runs = ['contoso', 'fabrikam', 'contoso'].map((account, n) =>
    aRecord({ runId: `run-${n}`, account }),
  );
  await history.expect(runs, later);
  for (const run of runs) await history.conclude(run);
  expect((await history.runs({ account: 'contoso' })).map(({ runId }) => runId)).toEqual(['run-0', 'run-2']);
});

test('only the owner can read it', () => {
  expect(statSync(join(reports, 'history.sqlite')).mode & 0o777).toBe(0o600);
});

describe('a history that cannot be used is told by name and left alone', () => {
  test('of the first format is brought up to date, and nothing is lost', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'genkan-test-'));
    const db = new DatabaseSync(join(folder, 'history.sqlite'));
    db.exec(`${migrations[0]} PRAGMA user_version = 1`);
    const insert = db.prepare('INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?)');
    for (const run of [
      aRecord({ runId: 'a', scheduledAt: '2026-11-22T00:00:00.000Z' }),
      aFailure({ runId: 'b' }),
    ])
      insert.run(run.runId, run.scheduledAt, run.verdict, '{}', later, JSON.stringify(run));
    db.close();
    const old = History.open(folder);
    expect((await old.runs()).map(({ runId }) => runId)).toEqual(['a', 'b']);
    expect((await old.troubles('')).map(({ runId }) => runId)).toEqual(['b']);
    old.close();
    rmSync(folder, { recursive: true });
  });

  test('of another version', () => {
    const db = new DatabaseSync(join(reports, 'history.sqlite'));
    db.exec('PRAGMA user_version = 99');
    db.close();
    expect(() => History.open(reports)).toThrow(
      /history\.sqlite was written by another version of Genkan \(format 99/,
    );
  });

  test('damaged', () => {
    const folder = mkdtempSync(join(tmpdir(), 'genkan-test-'));
    writeFileSync(
      join(folder, 'history.sqlite'),
      'this is no database, and it is long enough to be read as one',
    );
    expect(() => History.open(folder)).toThrow(HistoryError);
    rmSync(folder, { recursive: true });
  });
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

test('what only looks like the file of a process that is gone stays, and keeps nothing from being found', async () => {
  const file = historyFile(reports);
  mkdirSync(`${file}-owner-backup`);
  writeFileSync(`${file}-owner-notes.txt`, '');
  symlinkSync(file, `${file}-owner-00000000-0000-4000-8000-000000000001`);
  writeFileSync(`${file}-owner-00000000-0000-4000-8000-000000000002`, '');
  expect(await history.abandoned(later)).toEqual([]);
  expect(ownerFiles().toSorted()).toEqual([
    'history.sqlite-owner-00000000-0000-4000-8000-000000000001',
    'history.sqlite-owner-backup',
    'history.sqlite-owner-notes.txt',
  ]);
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
    expect(await history.lastDueTimes(false)).toMatchObject([{ account: 'contoso', at: next.scheduledAt }]);
    // It is in the list of runs, and counted.
    expect(await history.run('silent')).toMatchObject({ cause });
    expect(await history.tallies(false)).toContainEqual(
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
