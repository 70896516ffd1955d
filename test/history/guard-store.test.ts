import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { emptyState, type GuardState } from '../../lib/domain/guard-state.ts';
import type { GuardStore } from '../../lib/domain/guard-store.ts';
import { Database } from '../../lib/history/database.ts';
import { SqliteGuardStore } from '../../lib/history/guard-store.ts';
import { History } from '../../lib/history/history.ts';
import { ProcessLocks } from '../../lib/history/process-locks.ts';
import { MemoryGuard } from '../memory-guard-store.ts';

let reports: string;
let memory: MemoryGuard;
let opened: Pick<Process, 'kill'>[];
beforeEach(() => {
  reports = mkdtempSync(join(tmpdir(), 'genkan-test-'));
  memory = new MemoryGuard();
  opened = [];
});
afterEach(async () => {
  for (const process of opened) await process.kill();
  rmSync(reports, { recursive: true, force: true });
});

/** What one process has of the store. */
interface Process {
  readonly store: GuardStore;
  readonly kill: () => Promise<void>;
}

const implementations: Record<string, () => Process> = {
  'in memory': () => {
    const store = memory.process();
    return { store, kill: async () => store.kill() };
  },
  SQLite: () => {
    const history = History.open(reports);
    let isOpen = true;
    const kill = async () => {
      if (isOpen) await history.close();
      isOpen = false;
    };
    return { store: history.guard, kill };
  },
};

const counting = (state: GuardState): GuardState => ({ ...state, salt: `${state.salt ?? ''}x` });

describe.each(Object.entries(implementations))('a guard store, %s', (_, open) => {
  function start(): Process {
    const process = open();
    opened.push(process);
    return process;
  }

  test('gives the lock of a user name to one caller at a time', async () => {
    const [one, other] = [start(), start()];
    const lock = await one.store.acquire('a');
    expect(lock).toBeDefined();
    expect(await one.store.acquire('a')).toBeUndefined();
    expect(await other.store.acquire('a')).toBeUndefined();
    expect(await other.store.acquire('b')).toBeDefined();
    await lock?.renew();
    await lock?.release();
    expect(await other.store.acquire('a')).toBeDefined();
    await lock?.release(); // does not give back what somebody else has
    expect(await one.store.acquire('a')).toBeUndefined();
  });

  test('a released lock cannot be renewed', async () => {
    const lock = await start().store.acquire('a');
    await lock?.release();
    await expect(lock?.renew()).rejects.toThrow(/lock/);
  });

  test('the lock of a process that is gone is free', async () => {
    const killed = start();
    await killed.store.acquire('a');
    await killed.kill();
    expect(await start().store.acquire('a')).toBeDefined();
  });

  test('what is not known is empty; what was written outlives its process and is seen by all', async () => {
    const one = start();
    expect(await one.store.read('a')).toEqual(emptyState);
    const pause = {
      account: 'contoso',
      tenant: 'contoso',
      cause: 'password_wrong',
      since: '2026-01-01T00:00:00.000Z',
    } as const;
    const written = await one.store.update('a', state => ({ ...state, pauses: [pause] }));
    expect(written).toEqual({ ...emptyState, pauses: [pause] });
    await one.kill();
    const other = start();
    expect(await other.store.read('a')).toEqual(written);
    expect(await other.store.entries()).toEqual([{ userKey: 'a', state: written }]);
    expect(await other.store.read('b')).toEqual(emptyState);
  });

  test('of many updates at once none is lost', async () => {
    const processes = [start(), start(), start()];
    await Promise.all(
      processes.flatMap(({ store }) => Array.from({ length: 20 }, () => store.update('a', counting))),
    );
    expect((await start().store.read('a')).salt).toHaveLength(60);
  });

  test('a change that fails changes nothing', async () => {
    const { store } = start();
    await store.update('a', counting);
    const failing = store.update('a', () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect((await store.read('a')).salt).toBe('x');
    await store.update('a', counting);
  });

  test('a code is given to one caller, in all processes; a clock far ahead makes nothing forgotten', async () => {
    const [one, other] = [start(), start()];
    const claims = [];
    for (const { store } of [one, other, one, other]) claims.push(await store.claimCode('f', 7));
    expect(claims).toEqual([true, false, false, false]);
    expect(await other.store.claimCode('f', 8)).toBe(true);
    expect(await other.store.claimCode('g', 7)).toBe(true);
    for (let step = 3_000_000; step < 3_000_150; step += 1) await other.store.claimCode('f', step);
    expect(await one.store.claimCode('f', 7)).toBe(false);
  });
});

describe('SQLite: a state that cannot be checked or written is an error, never a permission', () => {
  /** A file and a store on it that waits for no other process. */
  async function storeOn(open: (file: string) => Database): Promise<GuardStore> {
    await History.open(reports).close();
    const db = open(join(reports, 'history.sqlite'));
    opened.push({ kill: async () => db.close() });
    return new SqliteGuardStore(db, new ProcessLocks(db.file), 0);
  }
  const toWrite = (file: string) => Database.open(file, { waitMs: 0, warn: () => undefined });

  test('a history that was replaced by another one', async () => {
    const store = await storeOn(toWrite);
    const lock = await store.acquire('a');
    rmSync(reports, { recursive: true });
    await History.open(reports).close();
    await expect(store.acquire('b')).rejects.toThrow(/replaced/);
    await expect(store.update('a', counting)).rejects.toThrow(/replaced/);
    await expect(store.claimCode('a', 1)).rejects.toThrow(/replaced/);
    await expect(lock?.renew()).rejects.toThrow(/replaced/);
  });

  test('a history that was removed is made again, and the lock with it', async () => {
    const store = await storeOn(toWrite);
    const lock = await store.acquire('a');
    rmSync(reports, { recursive: true });
    await lock?.renew();
    const other = History.open(reports);
    expect(await other.guard.acquire('a')).toBeUndefined();
    await other.close();
  });

  test('a history that another process has locked', async () => {
    const store = await storeOn(toWrite);
    const other = new DatabaseSync(join(reports, 'history.sqlite'));
    other.exec('BEGIN IMMEDIATE');
    await expect(store.acquire('a')).rejects.toThrow(/another program has locked it/);
    await expect(store.update('a', counting)).rejects.toThrow(/another program has locked it/);
    other.exec('ROLLBACK');
    other.close();
    expect(await store.acquire('a')).toBeDefined();
    await store.update('a', counting);
  });

  test('a history that can only be read', async () => {
    const store = await storeOn(file => Database.read(file));
    await expect(store.acquire('a')).rejects.toThrow(/readonly/);
    await expect(store.update('a', counting)).rejects.toThrow(/readonly/);
    expect(await store.read('a')).toEqual(emptyState);
  });
});
