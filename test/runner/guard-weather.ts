import type { Account, FactorId } from '../../lib/domain/account.ts';
import type { CauseId } from '../../lib/domain/causes.ts';
import type { budgets, GuardState } from '../../lib/domain/guard-state.ts';
import type { GuardStore } from '../../lib/domain/guard-store.ts';

/** Where a rule of the guard is broken on purpose; all as it is where nothing is named. */
export interface Breakage {
  readonly budgets?: typeof budgets;
  /** Changes a state on its way into the store. */
  readonly tamper?: (state: GuardState) => GuardState;
  readonly store?: (store: GuardStore) => GuardStore;
  readonly afterSuccess?: (state: GuardState) => GuardState;
  readonly afterResume?: (state: GuardState) => GuardState;
  /** The account as the guard sees it. */
  readonly account?: (account: Account) => Account;
  readonly ignoresSkew?: boolean;
  /** A person may allow one more try as often as they like. */
  readonly allowsAll?: boolean;
  /** What is taken for judged where nothing was typed. */
  readonly judgesWithoutTyping?: boolean;
}

/** Beside what is right and wrong: how Microsoft, an identity provider and the network answer. */
export const weathers = [
  'fine',
  'outage',
  'typed outage',
  'typed outage at the provider',
  'unclear',
  'throttled',
  'provider refuses untyped',
  'provider',
  'code reused',
  'clock skewed',
  'password expired',
] as const;

/** Which of what was typed each cause condemns until it changes; all others condemn nothing. */
export const condemned: Readonly<Partial<Record<CauseId, FactorId>>> = {
  password_wrong: 'password',
  password_expired: 'password',
  idp_rejected: 'password',
  mfa_code_rejected: 'totp',
};

/** How a sign-in ended. `cause` is the better one that others may have found. */
export interface Ended {
  readonly given: readonly FactorId[];
  readonly signInCause?: CauseId;
  readonly cause?: CauseId;
}

/** Numbers from a seed, always the same ones (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What the configuration has for an account id. */
export interface Secrets {
  password: string;
  totp: string;
  /** Another wrong password each time it is read. */
  isBroken: boolean;
}

/** What a history that cannot be used says. */
class Away extends Error {}

/** What the work resolves with; nothing where the history could not be used. */
export const unlessAway = <T>(work: Promise<T>): Promise<T | undefined> =>
  work.catch((error: unknown) => {
    if (error instanceof Away) return undefined;
    throw error;
  });

/** A store that cannot be written while it is away, and stores what `tamper` makes of each state. */
export function losable(
  store: GuardStore,
  isAway: () => boolean,
  tamper: Breakage['tamper'] = state => state,
): GuardStore {
  const whenThere = <T>(work: () => Promise<T>): Promise<T> =>
    isAway() ? Promise.reject(new Away()) : work();
  return {
    update: (key, change) => whenThere(() => store.update(key, state => tamper(change(state)))),
    acquire: key => whenThere(() => store.acquire(key)),
    read: key => store.read(key),
    entries: () => store.entries(),
    claimCode: (authenticator, step) => store.claimCode(authenticator, step),
  };
}
