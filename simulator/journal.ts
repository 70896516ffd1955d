/** The kinds of requests and results that are written to the journal. */
export type JournalKind =
  | 'authorize'
  | 'getCredentialType'
  | 'password'
  | 'firstFactor'
  | 'certificate'
  | 'registered'
  | 'beginAuth'
  | 'poll'
  | 'code'
  | 'processAuth'
  | 'interrupt'
  | 'kmsi'
  | 'granted'
  | 'landing'
  | 'session'
  | 'data'
  | 'signOut'
  | 'realm'
  | 'application'
  | 'rejected'
  | 'refused';

/** One line of the journal. It never holds a password, a code, a token or a cookie. */
export interface JournalEntry {
  /** Milliseconds since the epoch, by the simulator's clock. */
  readonly at: number;
  readonly kind: JournalKind;
  readonly account?: string;
  readonly ok?: boolean;
  /** An error code, an answer's name, a host: never something that was typed. */
  readonly detail?: string;
}

/** What reached the simulator, in the order of arrival. */
export class Journal {
  readonly entries: JournalEntry[] = [];
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  write(kind: JournalKind, entry: Omit<JournalEntry, 'at' | 'kind'> = {}): void {
    this.entries.push({ at: this.#clock(), kind, ...entry });
  }
}
