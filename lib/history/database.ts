import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { HistoryError } from '../domain/history-error.ts';
import { makeFolder } from '../platform/folder.ts';
import { formatOf, isCurrent, prepare } from './format.ts';
import { asHistoryError, bytesLeft } from './sqlite-error.ts';

export interface DatabaseOptions {
  /**
   * How long a write waits for another process inside SQLite. This stops the whole process, so a process with other work
   * waits with `whenFree`. ms.
   */
  readonly waitMs: number;
  /** Called with a sentence when something is wrong with the file. */
  readonly warn: (message: string) => void;
}

type Values = ReadonlyArray<SQLInputValue | Record<string, SQLInputValue>>;
type Row = Record<string, SQLOutputValue>;

/** A statement of SQLite, whose errors outside of `atOnce` are those of the port. */
interface Statement {
  all(...values: Values): Row[];
  get(...values: Values): Row | undefined;
  run(...values: Values): { readonly changes: number | bigint };
  iterate(...values: Values): Iterable<Row>;
}

const endings = ['', '-wal'] as const;
/** The file and its write-ahead log, by their path: `device:inode`, or nothing. */
type Place = Readonly<Record<(typeof endings)[number], string | undefined>>;

/**
 * The history's SQLite file, which stays the one that is found at its path. A file that was removed still works for the
 * process that has it open, so nothing would be noticed before the next start, which would find nothing. Each write
 * looks first. A file that is gone is made again with all that was in it. Another file in its place is
 * used if it is a copy of this history that contains everything this process has written. Otherwise nothing is written any
 * more, and so there are no sign-ins until a person restarts Genkan: two histories must not guard one account.
 */
export class Database {
  readonly file: string;
  readonly #options: DatabaseOptions;
  #db: DatabaseSync;
  #place: Place;

  private constructor(file: string, db: DatabaseSync, options: DatabaseOptions) {
    this.file = file;
    this.#db = db;
    this.#options = options;
    this.#place = placeOf(file);
  }

  /** @throws HistoryError when the file is damaged, cannot be written, or was written by a later version */
  static open(path: string, options: DatabaseOptions): Database {
    const file = resolve(path);
    try {
      makeFolder(dirname(file));
      return new Database(file, openToWrite(file, options.waitMs), options);
    } catch (error) {
      throw asHistoryError(error, file, 'opened');
    }
  }

  /**
   * The file as it is now, for reading alone. Nothing is written in its folder, which may be on a full disk, on one that
   * is mounted read-only, or belong to somebody else.
   * @throws HistoryError when the file is damaged, cannot be read, or was written by a later version
   */
  static read(path: string, warn: DatabaseOptions['warn'] = () => undefined): Database {
    const file = resolve(path);
    try {
      return new Database(file, openToRead(file) ?? openCopy(file), { waitMs: 0, warn });
    } catch (error) {
      throw asHistoryError(error, file, 'read');
    }
  }

  close(): void {
    this.#db.close();
  }

  /** @throws HistoryError when the history cannot be read; within `atOnce`, which reports it, the error of SQLite */
  prepare(sql: string): Statement {
    const reported = (error: unknown): unknown =>
      this.#db.isTransaction ? error : asHistoryError(error, this.file, 'read');
    const read = <T>(work: () => T): T => {
      try {
        return work();
      } catch (error) {
        throw reported(error);
      }
    };
    const statement = read(() => this.#db.prepare(sql));
    return {
      all: (...values) => read(() => statement.all(...(values as SQLInputValue[]))),
      get: (...values) => read(() => statement.get(...(values as SQLInputValue[]))),
      run: (...values) => read(() => statement.run(...(values as SQLInputValue[]))),
      *iterate(...values) {
        try {
          yield* statement.iterate(...(values as SQLInputValue[]));
        } catch (error) {
          throw reported(error);
        }
      },
    };
  }

  /**
   * Everything that the work writes, or nothing of it; no other process writes meanwhile.
   * @param work must prepare its statements itself: before it, the file may be opened anew
   * @throws HistoryError when another history is in the place of this one
   */
  atOnce<T>(work: () => T): T {
    try {
      this.stayInPlace();
      this.#db.exec('BEGIN IMMEDIATE');
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw asHistoryError(error, this.file, 'written');
    }
  }

  /**
   * Within `atOnce`: everything that this part writes, or nothing of it, while the rest stays.
   * @throws what the part throws
   */
  nested(part: () => void): void {
    this.#db.exec('SAVEPOINT part');
    try {
      part();
    } catch (error) {
      this.#db.exec('ROLLBACK TO part');
      throw error;
    } finally {
      this.#db.exec('RELEASE part');
    }
  }

  warn(message: string): void {
    this.#options.warn(message);
  }

  /** Is what is open still found at the path? Only looks. */
  get isInPlace(): boolean {
    return isSame(placeOf(this.file), this.#place);
  }

  /** @throws HistoryError when another history is in the place of this one */
  stayInPlace(): void {
    const found = placeOf(this.file);
    if (isSame(found, this.#place)) return;
    if (found[''] === this.#place[''] && this.#place['-wal'] === undefined) this.#place = found;
    else if (found[''] === undefined) this.#bringBack();
    else if (found[''] !== this.#place['']) this.#follow();
    else if (found['-wal'] === undefined) this.#writeOut();
    else throw this.#replaced();
  }

  #bringBack(): void {
    const copy = `${this.file}.${randomUUID()}`;
    makeFolder(dirname(this.file));
    try {
      this.#db.prepare('VACUUM INTO ?').run(copy);
      renameSync(copy, this.file);
    } finally {
      rmSync(copy, { force: true });
    }
    this.#openAgain();
    this.#options.warn('the history was removed while in use: it was created again with all its contents');
  }

  #follow(): void {
    if (!holdsAllOf(this.file, this.#db)) throw this.#replaced();
    this.#openAgain();
    this.#options.warn('the history was replaced by a complete copy while in use: the copy is used now');
  }

  /** What was written last is only in the log that was removed. */
  #writeOut(): void {
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    this.#openAgain();
    this.#options.warn(
      "the history's write-ahead log was removed while it was in use: nothing of it is lost",
    );
  }

  /** SQLite removes the log beside a file when it is closed, but not when another file is there. */
  #openAgain(): void {
    const before = this.#db;
    this.#db = openToWrite(this.file, this.#options.waitMs);
    before.close();
    this.#place = placeOf(this.file);
  }

  #replaced(): HistoryError {
    return new HistoryError(
      `the history ${this.file} was replaced by another one while in use: there are no more sign-ins until Genkan is restarted`,
      { kind: 'replaced' },
    );
  }
}

/** @param name of the file, for messages */
function openToWrite(file: string, waitMs: number, backUp = backUpOf(file), name = file): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: waitMs });
  try {
    chmodSync(file, 0o600);
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    prepare(db, name, backUp);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

const maybe = { throwIfNoEntry: false } as const;

/** Keeps a history as an older version wrote it, beside the file: that version can go on with it. */
function backUpOf(file: string): (format: number) => void {
  return format => {
    const bytes = endings.reduce((sum, ending) => sum + (statSync(file + ending, maybe)?.size ?? 0), 0);
    // Evidence must not go for this: the room that is made for results is far less.
    if (bytesLeft(dirname(file)) < bytes)
      throw new HistoryError(
        `the history ${file} has an older format and is not converted without a backup copy, for which there is not enough space: free ${Math.ceil(bytes / 1e6)} MB`,
      );
    const temporary = `${file}.${randomUUID()}`;
    const db = new DatabaseSync(file, { readOnly: true });
    try {
      writeFileSync(temporary, '', { mode: 0o600, flag: 'wx' }); // made by SQLite, others could read it
      db.prepare('VACUUM INTO ?').run(temporary);
      renameSync(temporary, `${file}.before-${format}`);
    } finally {
      db.close();
      rmSync(temporary, { force: true });
    }
  };
}

/** Nothing where that would take writing: to bring an older format up to date, or to read what a killed process has left. */
function openToRead(file: string): DatabaseSync | undefined {
  // No process uses it now, so it can be read without the files by which processes agree.
  const isAtRest = !existsSync(`${file}-wal`);
  const url = pathToFileURL(file);
  if (isAtRest) url.searchParams.set('immutable', '1');
  const db = new DatabaseSync(url, { readOnly: true, timeout: 10_000 });
  try {
    if (isCurrent(db)) return db;
  } catch {
    // The copy shows what is wrong with it.
  }
  db.close();
  return undefined;
}

function openCopy(file: string): DatabaseSync {
  const folder = mkdtempSync(join(tmpdir(), 'genkan-history-'));
  try {
    const copy = join(folder, basename(file));
    for (const ending of endings) if (existsSync(file + ending)) copyFileSync(file + ending, copy + ending);
    return openToWrite(copy, 0, () => undefined, file);
  } finally {
    // It can be read as long as it is open.
    rmSync(folder, { recursive: true, force: true });
  }
}

function placeOf(file: string): Place {
  const [main, log] = endings.map(ending => {
    const found = statSync(file + ending, { bigint: true, throwIfNoEntry: false });
    return found && `${found.dev}:${found.ino}`;
  });
  return { '': main, '-wal': log };
}

const isSame = (a: Place, b: Place): boolean => endings.every(ending => a[ending] === b[ending]);

/** Is the file the same history, with everything that was written to it through this connection? */
function holdsAllOf(file: string, db: DatabaseSync): boolean {
  const progress = 'SELECT lineage, seq FROM progress';
  const ours = db.prepare(progress).get();
  let other: DatabaseSync | undefined;
  try {
    other = new DatabaseSync(file, { readOnly: true });
    const theirs = formatOf(other) === formatOf(db) ? other.prepare(progress).get() : undefined;
    return theirs?.['lineage'] === ours?.['lineage'] && Number(theirs?.['seq']) >= Number(ours?.['seq']);
  } catch {
    return false;
  } finally {
    other?.close();
  }
}
