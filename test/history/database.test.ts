import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HistoryError } from '../../lib/domain/history-error.ts';
import type { HistoryReader } from '../../lib/domain/history-store.ts';
import { migrations } from '../../lib/history/format.ts';
import { History, historyFile } from '../../lib/history/history.ts';
import { aRecord } from '../run-records.ts';

let folder: string;
let reports: string;
let history: History;
let warnings: string[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'genkan-test-'));
  reports = join(folder, 'reports');
  warnings = [];
  history = History.open(reports, { warn: message => warnings.push(message) });
  await add('before');
});
afterEach(async () => {
  await history.close();
  rmSync(folder, { recursive: true });
});

const later = '2026-11-23T06:00:00.000Z';

async function add(runId: string, to = history): Promise<void> {
  await to.expect([aRecord({ runId })], later);
  await to.conclude(aRecord({ runId }));
}

const idsIn = async (from: HistoryReader) => (await from.runs()).map(({ runId }) => runId);

/** What the next start finds. */
async function afterRestart(): Promise<string[]> {
  await history.close();
  history = History.open(reports);
  return idsIn(history);
}

/** Does another process think that this one is gone? */
async function isGoneForOthers(): Promise<boolean> {
  const program = `
    import { History } from ${JSON.stringify(new URL('../../lib/history/history.ts', import.meta.url).href)};
    const history = History.open(${JSON.stringify(reports)});
    process.stdout.write(String((await history.abandoned('2026-11-23T05:00:00.000Z')).length));
    history.close();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (part: Buffer) => (text += String(part)));
  await once(child, 'close');
  return text !== '0';
}

describe('a history that is removed while it is in use is made again, with all that was in it', () => {
  test.each([
    ['the folder', () => rmSync(reports, { recursive: true })],
    ['the file alone', () => rmSync(historyFile(reports))],
    ['the folder, which is moved elsewhere', () => renameSync(reports, join(folder, 'elsewhere'))],
    [
      'the folder, in favour of an empty one',
      () => {
        rmSync(reports, { recursive: true });
        mkdirSync(reports);
      },
    ],
  ])('%s', async (_what, remove) => {
    await history.expect([aRecord({ runId: 'under way' })], later);
    remove();
    expect(await history.problem()).toBe('the history was removed or replaced');
    await history.check();
    expect(await history.problem()).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining('it was created again')]);
    expect(await isGoneForOthers()).toBe(false);
    await history.conclude(aRecord({ runId: 'under way' }));
    await add('after');
    expect(readdirSync(reports).filter(name => /^history\.sqlite\.[0-9a-f]/.test(name))).toEqual([]);
    expect(await afterRestart()).toEqual(['before', 'under way', 'after']);
  });

  test('by the next write, too', async () => {
    rmSync(reports, { recursive: true });
    await add('after');
    expect(await afterRestart()).toEqual(['before', 'after']);
  });

  test('twice', async () => {
    for (const runId of ['first', 'second']) {
      rmSync(reports, { recursive: true });
      await add(runId);
    }
    expect(await afterRestart()).toEqual(['before', 'first', 'second']);
  });
});

describe('another file in its place', () => {
  const replaced = /was replaced by another one .* until Genkan is restarted/;

  test('with another history is not used, and nothing is written any more', async () => {
    rmSync(reports, { recursive: true });
    const other = History.open(reports);
    await add('theirs', other);
    await expect(history.check()).rejects.toThrow(replaced);
    await expect(history.check()).rejects.toThrow(HistoryError);
    await expect(add('after')).rejects.toThrow(replaced);
    expect(await history.problem()).toBe('the history was removed or replaced');
    // It can still be looked at, and closing it leaves the other one alone.
    expect(await idsIn(history)).toEqual(['before']);
    await history.close();
    expect(existsSync(`${historyFile(reports)}-wal`)).toBe(true);
    await add('theirs, too', other);
    await other.close();
    history = History.open(reports);
    expect(await idsIn(history)).toEqual(['theirs', 'theirs, too']);
  });

  test('that is not a history is not used', async () => {
    rmSync(reports, { recursive: true });
    mkdirSync(reports);
    writeFileSync(historyFile(reports), 'nothing that can be read as a database, however long it may be');
    await expect(history.check()).rejects.toThrow(replaced);
    rmSync(historyFile(reports));
    await history.check();
  });

  /** As a backup does it. */
  function copy(): string {
    const made = join(folder, 'copy');
    mkdirSync(made);
    for (const name of readdirSync(reports)) copyFileSync(join(reports, name), join(made, name));
    return made;
  }

  test('that is a copy with everything in it is used from then on', async () => {
    const made = copy();
    rmSync(reports, { recursive: true });
    cpSync(made, reports, { recursive: true });
    await history.check();
    expect(warnings).toEqual([expect.stringContaining('replaced by a complete copy')]);
    await add('after');
    expect(await afterRestart()).toEqual(['before', 'after']);
  });

  test('that is a copy from before a result was written is not used', async () => {
    await history.expect([aRecord({ runId: 'refused' })], later);
    const made = copy();
    await history.conclude(aRecord({ runId: 'refused' }));
    rmSync(reports, { recursive: true });
    cpSync(made, reports, { recursive: true });
    await expect(history.check()).rejects.toThrow(replaced);
  });
});

test('a write-ahead log that is removed takes nothing with it', async () => {
  for (const ending of ['-wal', '-shm']) rmSync(historyFile(reports) + ending);
  await add('after');
  expect(warnings).toEqual([expect.stringContaining('write-ahead log was removed')]);
  const other = History.open(reports);
  expect(await idsIn(other)).toEqual(['before', 'after']);
  await other.close();
});

test('a lock file that is removed is made again: the process is not gone', async () => {
  await history.expect([aRecord({ runId: 'under way' })], later);
  for (const name of readdirSync(reports)) if (name.includes('-owner-')) rmSync(join(reports, name));
  await history.check();
  expect(await isGoneForOthers()).toBe(false);
});

describe('reading', () => {
  const read = async (from = reports) => {
    const reader = History.read(from);
    const ids = await idsIn(reader);
    await reader.close();
    return ids;
  };

  test('sees what another process writes, and leaves nothing', async () => {
    const before = readdirSync(reports);
    expect(await read()).toEqual(['before']);
    await add('after');
    expect(await read()).toEqual(['before', 'after']);
    await history.close();
    const atRest = readdirSync(reports);
    expect(await read()).toEqual(['before', 'after']);
    expect(readdirSync(reports)).toEqual(atRest);
    expect(before).toContain('history.sqlite-wal');
    history = History.open(reports);
  });

  test('needs no write: neither for what a killed process has left, nor for an older format', async () => {
    const left = join(folder, 'left');
    mkdirSync(left);
    for (const ending of ['', '-wal'])
      copyFileSync(historyFile(reports) + ending, historyFile(left) + ending);
    // The files by which processes agree cannot be made.
    mkdirSync(`${historyFile(left)}-shm`);
    expect(await read(left)).toEqual(['before']);

    const old = join(folder, 'old');
    mkdirSync(old);
    const db = new DatabaseSync(historyFile(old));
    db.exec(`${migrations[0]} PRAGMA user_version = 1`);
    const run = aRecord({ runId: 'old' });
    db.prepare('INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?)').run(
      run.runId,
      run.scheduledAt,
      run.verdict,
      '{}',
      later,
      JSON.stringify(run),
    );
    db.close();
    expect(await read(old)).toEqual(['old']);
    const again = new DatabaseSync(historyFile(old), { readOnly: true });
    expect(again.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1 });
    again.close();
    expect(readdirSync(old)).toEqual(['history.sqlite']);
  });

  test('says what cannot be read', async () => {
    const broken = join(folder, 'broken');
    mkdirSync(broken);
    writeFileSync(historyFile(broken), 'nothing that can be read as a database, however long it may be');
    await expect(read(broken)).rejects.toThrow(HistoryError);
    await expect(read(join(folder, 'nowhere'))).rejects.toThrow(HistoryError);
  });
});
