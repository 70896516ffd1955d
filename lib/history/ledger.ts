import type { Hold } from '../core/hold.ts';
import type { Database } from './database.ts';
import type { Owners } from './owners.ts';

/** Whose turn it was: nobody's, somebody's who still has it, or somebody's who has gone without giving it back. */
export type Turn = 'free' | 'taken' | 'left';

/** What the guard has to know of accounts, in all processes: whose turn it is, who is held back, who failed. */
export class Ledger {
  readonly #db: Database;
  readonly #owners: Owners;

  constructor(db: Database, owners: Owners) {
    this.#db = db;
    this.#owners = owners;
  }

  /** Takes the turn of an account, unless somebody else has it, in whatever process. */
  takeTurn(guarded: string): Turn {
    return this.#db.atOnce(() => {
      const row = this.#db.prepare('SELECT owner FROM turns WHERE guarded = ?').get(guarded);
      if (row !== undefined && this.#owners.isAlive(String(row['owner']))) return 'taken';
      this.#db
        .prepare('INSERT OR REPLACE INTO turns (guarded, owner) VALUES (?, ?)')
        .run(guarded, this.#owners.enter());
      return row === undefined ? 'free' : 'left';
    });
  }

  /** Gives the turn back. */
  endTurn(guarded: string): void {
    this.#db.prepare('DELETE FROM turns WHERE guarded = ?').run(guarded);
  }

  /** Why an account is, or was, held back. */
  hold(guarded: string): Hold | undefined {
    const row = this.#db.prepare('SELECT hold FROM holds WHERE guarded = ?').get(guarded);
    return row && (JSON.parse(String(row['hold'])) as Hold);
  }

  holds(): Hold[] {
    return this.#db
      .prepare('SELECT hold FROM holds ORDER BY guarded')
      .all()
      .map(row => JSON.parse(String(row['hold'])) as Hold);
  }

  keepHold(hold: Hold): void {
    this.#db
      .prepare('INSERT OR REPLACE INTO holds (guarded, hold) VALUES (?, ?)')
      .run(hold.guarded, JSON.stringify(hold));
  }

  /** The account may be tried again, as if nothing had been. */
  resume(guarded: string): void {
    this.#db.atOnce(() => {
      for (const table of ['holds', 'failed_sign_ins'])
        this.#db.prepare(`DELETE FROM ${table} WHERE guarded = ?`).run(guarded);
    });
  }

  /** Adds a failed sign-in of an account, and tells how many there were since then. Times in ms since 1970. */
  noteFailure(guarded: string, at: number, since: number): number {
    return this.#db.atOnce(() => {
      this.#db.prepare('DELETE FROM failed_sign_ins WHERE at < ?').run(since);
      this.#db.prepare('INSERT INTO failed_sign_ins (guarded, at) VALUES (?, ?)').run(guarded, at);
      const row = this.#db
        .prepare('SELECT count(*) AS n FROM failed_sign_ins WHERE guarded = ?')
        .get(guarded);
      return Number(row?.['n']);
    });
  }
}
