import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HistoryError } from '../../lib/domain/history-error.ts';
import type { DueRecord } from '../../lib/domain/run-record.ts';
import { migrations } from '../../lib/history/format.ts';
import { History, historyFile } from '../../lib/history/history.ts';
import { aFailure, aRecord } from '../run-records.ts';
import { historyContract } from './contract.ts';
import { MemoryHistory, SharedMemory } from './memory-history.ts';

historyContract({
  open: async folder => History.open(folder),
  block: folder => {
    const other = new DatabaseSync(historyFile(folder));
    other.exec('BEGIN IMMEDIATE');
    return () => other.close();
  },
});

describe('in memory', () => {
  const shared = new Map<string, SharedMemory>();
  const sharedIn = (folder: string): SharedMemory => {
    const memory = shared.get(folder) ?? new SharedMemory();
    shared.set(folder, memory);
    return memory;
  };
  historyContract({
    open: async folder => new MemoryHistory(sharedIn(folder)),
    block: folder => {
      sharedIn(folder).isBusy = true;
      return () => (sharedIn(folder).isBusy = false);
    },
  });
});

let reports: string;
let history: History;
beforeEach(() => {
  reports = mkdtempSync(join(tmpdir(), 'genkan-test-'));
  history = History.open(reports);
});
afterEach(async () => {
  await history.close();
  rmSync(reports, { recursive: true });
});

const later = '2026-11-23T06:00:00.000Z';

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
});

test('of many processes that ask at once, one gets each due run', async () => {
  const program = `
    import { History } from ${JSON.stringify(new URL('../../lib/history/history.ts', import.meta.url).href)};
    import { whenFree } from ${JSON.stringify(new URL('../../lib/domain/when-free.ts', import.meta.url).href)};
    import { systemClock } from ${JSON.stringify(new URL('../../lib/platform/clock.ts', import.meta.url).href)};
    const history = History.open(${JSON.stringify(reports)});
    process.stdout.write('ready');
    await new Promise(resolve => process.stdin.once('data', resolve));
    const due = ${JSON.stringify(aRecord())};
    const claimed = [];
    for (let n = 0; n < 30; n++) {
      const run = { ...due, runId: process.pid + ' ' + n, account: 'account-' + n };
      const times = { now: due.scheduledAt, giveUpAt: ${JSON.stringify(later)} };
      const claim = () => history.claim([run], times);
      if ((await whenFree(claim, { clock: systemClock, patienceMs: 60_000 })).size > 0) claimed.push(n);
    }
    process.stdout.write(JSON.stringify(claimed), () => process.exit());`;
  const children = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
  await Promise.all(children.map(child => once(child.stdout, 'data')));
  const answers = children.map(child => once(child.stdout, 'data'));
  for (const child of children) child.stdin.write('go');
  const claimed = (await Promise.all(answers)).flatMap(([json]) => JSON.parse(String(json)) as number[]);
  expect(claimed.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n));
});

test('a process that ends leaves no file behind', async () => {
  await history.expect([aRecord()], later);
  expect(ownerFiles()).toHaveLength(1);
  await history.close();
  expect(ownerFiles()).toEqual([]);
  history = History.open(reports);
});

test('a run that an older version wrote down, and did not end, is abandoned', async () => {
  await history.expect([aRecord({ runId: 'old' })], later);
  const db = new DatabaseSync(join(reports, 'history.sqlite'));
  db.exec(`UPDATE runs SET owner = '{"host":"elsewhere","pid":1,"born":"1"}'`);
  db.close();
  expect(await abandoned(beforeLater)).toEqual(['old']);
});

test('only the owner can read it', () => {
  expect(statSync(join(reports, 'history.sqlite')).mode & 0o777).toBe(0o600);
});

describe('a history that cannot be used is reported with its path and left unchanged', () => {
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
    const days = { since: '2026-11-22T00:00:00.000Z', until: '2026-11-24T00:00:00.000Z' };
    const sums = await old.quarterHours({ ...days, simulated: false });
    expect(sums.map(({ beganAt, verdict, runs }) => [beganAt, verdict, runs])).toEqual([
      ['2026-11-22T00:00:00.000Z', 'up', 1],
      ['2026-11-23T05:45:00.000Z', 'down', 1],
    ]);
    // The version before can go on with what it wrote.
    const before = join(folder, 'history.sqlite.before-1');
    expect(statSync(before).mode & 0o777).toBe(0o600);
    const remaining = new DatabaseSync(before, { readOnly: true });
    expect(remaining.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1 });
    expect(remaining.prepare('SELECT run_id FROM runs ORDER BY run_id').all()).toEqual([
      { run_id: 'a' },
      { run_id: 'b' },
    ]);
    remaining.close();
    await old.close();
    rmSync(folder, { recursive: true });
  });

  test('of another version', () => {
    const db = new DatabaseSync(join(reports, 'history.sqlite'));
    db.exec('PRAGMA user_version = 99');
    db.close();
    const refused = `${join(reports, 'history.sqlite')} was written by a later version of Genkan (format 99`;
    expect(() => History.open(reports)).toThrow(refused);
    // Not the copy that it was read from.
    expect(() => History.read(reports)).toThrow(refused);
  });

  test('damaged', () => {
    const folder = mkdtempSync(join(tmpdir(), 'genkan-test-'));
    writeFileSync(
      join(folder, 'history.sqlite'),
      'not a database, but long enough for SQLite to read it as one',
    );
    expect(() => History.open(folder)).toThrow(HistoryError);
    rmSync(folder, { recursive: true });
  });
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

describe('a record that is damaged', () => {
  /** As a program, or a person, that wrote into the file might leave it. */
  function damage(...runIds: string[]): void {
    const db = new DatabaseSync(historyFile(reports));
    const ids = JSON.stringify(runIds);
    db.prepare(
      `UPDATE runs SET record = json_remove(record, '$.attempts', '$.genkanVersion')
       WHERE run_id IN (SELECT value FROM json_each(?))`,
    ).run(ids);
    db.prepare(
      `UPDATE series SET last = json_remove(last, '$.attempts')
       WHERE last ->> 'runId' IN (SELECT value FROM json_each(?))`,
    ).run(ids);
    db.close();
  }

  const warned = (runId: string) =>
    expect.stringMatching(
      new RegExp(`^the record of the run ${runId} is damaged: \\w+: .+: it is left out$`),
    );
  let warnings: string[];
  beforeEach(async () => {
    warnings = [];
    await history.close();
    history = History.open(reports, { warn: message => warnings.push(message) });
    const runs = [
      aRecord({ runId: '1-good' }),
      aFailure({ runId: '2-damaged' }),
      aFailure({ runId: '3-failed' }),
      aFailure({ runId: '4-other', account: 'fabrikam' }),
      aFailure({ runId: '5-last', account: 'late' }),
    ];
    await history.expect([...runs, aRecord({ runId: '6-open' }), aRecord({ runId: '7-begun' })], later);
    for (const run of runs) await history.conclude(run);
    damage('2-damaged', '5-last', '6-open');
  });

  const idsOf = (runs: ReadonlyArray<{ runId: string }>) => runs.map(({ runId }) => runId);

  test('does not keep the others from being read, and is named once', async () => {
    for (const reader of [history, History.read(reports, message => warnings.push(message))]) {
      warnings = [];
      for (let look = 0; look < 2; look += 1) {
        expect(idsOf(await reader.runs())).toEqual(['1-good', '3-failed', '4-other']);
        expect(idsOf(await Array.fromAsync(reader.each()))).toEqual(['1-good', '3-failed', '4-other']);
        expect(idsOf(await reader.runs({ account: 'contoso' }))).toEqual(['1-good', '3-failed']);
        expect(idsOf(await reader.troubles(''))).toEqual(['3-failed', '4-other']);
        expect(idsOf((await reader.series(false)).map(({ last }) => last))).toEqual(['3-failed', '4-other']);
      }
      expect(warnings.filter(message => message.includes('run 2-damaged '))).toEqual([warned('2-damaged')]);
      expect(new Set(warnings).size).toBe(warnings.length);
      if (reader !== history) await reader.close();
    }
  });

  test('is refused by name when it is asked for', async () => {
    const asked = history.run('2-damaged');
    await expect(asked).rejects.toThrow(HistoryError);
    await expect(asked).rejects.toThrow(
      /^the record of the run 2-damaged is damaged: \w+: .*history\.sqlite/,
    );
    expect(idsOf([(await history.run('1-good')) ?? aRecord()])).toEqual(['1-good']);
  });

  test('of the latest run leaves its series unknown, until the next one', async () => {
    const series = aRecord({ runId: 'next', account: 'late' });
    expect(await history.latest(series)).toBeUndefined();
    await history.expect([series], later);
    await history.conclude(series);
    expect(await history.latest(series)).toMatchObject({ runId: 'next' });
    expect(await history.lastSuccess(aFailure({ runId: '3-failed' }))).toBe(aRecord().endedAt);
  });

  test('of a run that has not ended keeps no other from being closed, nor from starting', async () => {
    await history.close();
    history = History.open(reports, { warn: message => warnings.push(message) });
    expect(await abandoned(beforeLater)).toEqual(['7-begun']);
    expect(warnings).toEqual([warned('6-open')]);
    expect(await history.isOverlapped(aRecord({ runId: '7-begun' }), beforeLater)).toBe(false);
  });
});
