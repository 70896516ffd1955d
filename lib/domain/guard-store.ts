import type { GuardState, Pause } from './guard-state.ts';

/** The right to sign in with a user name. It ends with `release`, or with the process that has it. */
export interface GuardLock {
  /**
   * Makes sure, right before a credential is typed, that the lock is still this process's and the store can be
   * written. A store that gives locks for a time gives this one anew.
   * @throws Error when neither can be promised: nothing may be typed then
   */
  renew(): Promise<void>;
  /** Gives the lock back. Called again, it does nothing. */
  release(): Promise<void>;
}

/** The state of one user name, by its key. */
export interface GuardEntry {
  readonly userKey: string;
  readonly state: GuardState;
}

/**
 * What the guard remembers of user names, for all processes that share the store. A user name is given as its key
 * (`userKeyOf`); the name itself is never stored. Every method rejects when the store cannot be used, and then nothing
 * has changed.
 */
export interface GuardStore {
  /**
   * The lock of a user name; nothing while another caller has it, in this or another process. A lock whose process is
   * gone is free, however that process ended; no clock matters for it.
   */
  acquire(userKey: string): Promise<GuardLock | undefined>;
  /** What is remembered of a user name. */
  read(userKey: string): Promise<GuardState>;
  /**
   * Replaces the state by what `change` makes of it, and resolves with the new one. Of several processes that do so at
   * once each gets the state that the one before has left, and what was written survives the end of the process.
   * @param change must be pure: a store may call it more than once
   */
  update(userKey: string, change: (state: GuardState) => GuardState): Promise<GuardState>;
  /** Everything that is remembered, ordered by key. */
  entries(): Promise<GuardEntry[]>;
  /** True for exactly one caller, in all processes, per authenticator and time step. */
  claimCode(authenticator: string, step: number): Promise<boolean>;
}

/**
 * The pause of each account id: all ids of a user name are paused with the one that was refused. An id that is not
 * among these, since it is no longer configured, pauses no other one.
 * @param userKeys by account id
 */
export function pausesOf(
  entries: readonly GuardEntry[],
  userKeys: ReadonlyMap<string, string>,
): ReadonlyMap<string, Pause> {
  const pauses = new Map(
    entries.flatMap(({ userKey, state }) =>
      state.pauses.filter(({ account }) => userKeys.has(account)).map(pause => [userKey, pause] as const),
    ),
  );
  return new Map(
    [...userKeys].flatMap(([account, userKey]) => {
      const pause = pauses.get(userKey);
      return pause === undefined ? [] : [[account, pause] as const];
    }),
  );
}
