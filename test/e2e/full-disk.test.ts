import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../lib/evidence/manifest.ts';
import { migrations } from '../../lib/history/format.ts';
import { History } from '../../lib/history/history.ts';
import { numberedAccounts } from '../../simulator/accounts.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { freePort } from '../deploy/programs.ts';
import { Bench, watch } from './genkan.ts';

// A history that takes nothing more, as on a disk that is full.

let bench: Bench;
let simulator: Simulator;
let isMounted = false;
beforeEach(async () => {
  bench = new Bench();
  simulator = await startSimulator({ accounts: numberedAccounts(1).map(each => ({ ...each, proofs: [] })) });
});
afterEach(async () => {
  await simulator.stop();
  if (isMounted) execFileSync('umount', ['-l', bench.path('reports')]);
  isMounted = false;
  bench.remove();
});

/** Evidence as a run of that day has left it: 3 MB. */
function save(date: string, runId: string): void {
  const folder = bench.path('reports', 'evidence', date, runId);
  mkdirSync(folder, { recursive: true });
  const bytes = Buffer.alloc(3_000_000);
  writeFileSync(join(folder, '01-email.jpg'), bytes);
  const files = [{ kind: 'film', file: '01-email.jpg', bytes: bytes.length, sha256: sha256(bytes) }];
  const manifest = { schemaVersion: 1, runId, completeAt: `${date}T00:00:00.000Z`, files, dropped: [] };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
}

/** From now on nothing is taken into these tables. */
async function fill(...tables: string[]): Promise<void> {
  await History.open(bench.path('reports')).close(); // makes the file
  const db = new DatabaseSync(bench.path('reports', 'history.sqlite'));
  for (const table of tables)
    db.exec(
      `CREATE TRIGGER full_${table} BEFORE INSERT ON ${table} BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END`,
    );
  db.close();
}

test('a history of an older format is not changed where there is no room for a copy, and no evidence goes for that', async () => {
  const reports = bench.path('reports');
  mkdirSync(reports);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', reports]);
  isMounted = true;
  const db = new DatabaseSync(join(reports, 'history.sqlite'));
  db.exec(`${migrations.slice(0, 4).join('\n')} PRAGMA user_version = 4; CREATE TABLE more (bytes BLOB)`);
  db.exec('INSERT INTO more VALUES (zeroblob(5000000))');
  db.close();
  save('2020-01-01', '20200101T000000000-00000000');
  save('2020-01-01', '20200101T000000000-00000001');
  expect(() => History.open(reports)).toThrow(
    /is not converted without a backup copy, for which there is not enough space: free 6 MB/,
  );
  expect(bench.files('reports', 'evidence')).toHaveLength(4);
  rmSync(join(reports, 'evidence'), { recursive: true });
  await History.open(reports).close();
  expect(existsSync(join(reports, 'history.sqlite.before-4'))).toBe(true);
});

test('a round that cannot begin removes evidence all the same, so that the next one can', async () => {
  watch(bench, simulator, { accounts: ['load-01'] });
  await fill('runs', 'credentials');
  save('2020-01-01', '20200101T000000000-00000000');
  const { code, stderr } = await bench.run('run');
  expect(code).toBe(3);
  expect(stderr).toContain('database or disk is full');
  expect(bench.files('reports', 'evidence')).toEqual([]);
});

test('counts and expiry dates that cannot be written do not prevent the result', async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  watch(bench, simulator, { accounts: ['load-01'], more: `sinks: [{ type: pushgateway, url: "${url}" }]` });
  await fill('credentials', 'tallies');
  const { code, records, stderr } = await bench.records();
  expect(records).toMatchObject([{ verdict: 'up' }]);
  expect(code).toBe(0);
  expect(stderr).toContain('the expiry dates of credentials could not be written to the history');
  expect(stderr).toMatch(/ECONNREFUSED.*"msg":"a sink failed"/);
});

describe('on a disk without a free byte', () => {
  const filler = () => bench.path('reports', 'filler');

  /** A reports folder of its own, so small that it can be filled. */
  function mountReports(): void {
    mkdirSync(bench.path('reports'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', bench.path('reports')]);
    isMounted = true;
  }

  function fillUp(): void {
    writeFileSync(filler(), '');
    for (const bytes of [1_000_000, 4_096, 1])
      try {
        for (;;) appendFileSync(filler(), Buffer.alloc(bytes));
      } catch (error) {
        expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
      }
  }

  const today = new Date().toISOString().slice(0, 10);
  const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const runId = (date: string, n: number) => `${date.replaceAll('-', '')}T00000000${n}-0000000${n}`;

  test.each([
    ['no history yet', false],
    ['a history of earlier runs', true],
  ])('and %s: the oldest evidence goes, and the run takes place', async (_what, isThere) => {
    mountReports();
    watch(bench, simulator, { accounts: ['load-01'] });
    if (isThere) await bench.records();
    save(yesterday, runId(yesterday, 1));
    save(yesterday, runId(yesterday, 2));
    save(today, runId(today, 3));
    fillUp();
    const { code, records, stderr } = await bench.records();
    expect(records).toMatchObject([{ verdict: 'up' }]);
    expect(code).toBe(0);
    expect(stderr).toContain('the disk is full: evidence was removed to make room for results');
    expect(existsSync(bench.path('reports', 'evidence', yesterday))).toBe(false);
    expect(readdirSync(bench.path('reports', 'evidence', today))).toEqual([runId(today, 3)]);
    expect(await bench.history()).toHaveLength(isThere ? 2 : 1);
  });

  test('and nothing that could be removed: a run says so in one sentence; commands that only read still work', async () => {
    mountReports();
    watch(bench, simulator, { accounts: ['load-01'] });
    const [run] = (await bench.records()).records;
    fillUp();
    const before = bench.files('reports');
    const { code, stderr } = await bench.run('run');
    expect(code).toBe(3);
    expect(stderr).toMatch(/genkan: the history .*history\.sqlite cannot be (?:opened|written): /);
    expect(stderr).not.toMatch(/\n\s+at /);
    for (const words of [['runs'], ['show', String(run?.runId)], ['accounts'], ['incidents']]) {
      const answer = await bench.run(...words);
      expect([words[0], answer.code, answer.stderr]).toEqual([words[0], 0, '']);
    }
    expect(await bench.history()).toMatchObject([{ runId: run?.runId }]);
    rmSync(filler());
    expect((await bench.records()).code).toBe(0);
    expect(before).toContain('history.sqlite');
  });
});

test('commands that only read work on a history that is mounted read-only', async () => {
  watch(bench, simulator, { accounts: ['load-01'] });
  const [run] = (await bench.records()).records;
  execFileSync('mount', ['--bind', bench.path('reports'), bench.path('reports')]);
  isMounted = true;
  execFileSync('mount', ['-o', 'remount,bind,ro', bench.path('reports')]);
  for (const words of [
    ['runs'],
    ['show', String(run?.runId)],
    ['accounts'],
    ['incidents'],
    ['support-sheet', String(run?.runId)],
  ]) {
    const answer = await bench.run(...words);
    expect([words[0], answer.code, answer.stderr]).toEqual([words[0], 0, '']);
  }
  const { code, stderr } = await bench.run('run');
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /genkan: the history .* cannot be opened: .*\/reports is mounted read-only\n {2}→ mount it/,
  );
});
