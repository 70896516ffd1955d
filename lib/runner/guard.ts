import { randomBytes } from 'node:crypto';
import { type FactorId, factorIds } from '../domain/account.ts';
import { type CauseId, causes } from '../domain/causes.ts';
import type { Cloud } from '../domain/cloud.ts';
import {
  type Budget,
  type GuardState,
  budgets as ordinaryBudgets,
  type RefusedCredential,
  spentAt,
  userKeyOf,
  waitAt,
  withPause,
  withRefused,
} from '../domain/guard-state.ts';
import type { GuardLock, GuardStore } from '../domain/guard-store.ts';
import { isUncertain, withLocalClock } from '../domain/guard-time.ts';
import type { Clock } from '../platform/clock.ts';
import { Fingerprints, type Hash, scryptHash } from './fingerprints.ts';
import { type Guarded, GuardedRun } from './guarded-run.ts';

/** How soon a lock that somebody else has is asked for again. Only a look at the history. */
const askAgainMs = 200;

interface Paused {
  readonly refused: 'paused';
  readonly because: CauseId;
  /** Until another secret is read, not for a time. */
  readonly forSecret: boolean;
}

export type Admission =
  | GuardedRun
  /** Another process, a cron job started too early perhaps, has the account for too long. */
  | { readonly refused: 'overlapped' }
  | Paused;

/** What a guard works with; only the store and the clock have to be named. */
export interface GuardParts {
  readonly store: GuardStore;
  readonly clock: Clock;
  readonly hash?: Hash;
  /** At least 16 random bytes, as text. */
  readonly newSalt?: () => string;
  readonly budgets?: Readonly<Record<Cloud, Budget>>;
}

/**
 * Keeps accounts from being locked, whatever starts the runs: other processes, containers, restarts. It goes by the
 * user name, which several account ids may share: one sign-in at a time; no credential that was refused; no more
 * refusals than the budget allows; fewer and fewer sign-ins where Microsoft asks for patience.
 */
export class Guard {
  readonly #parts: Required<GuardParts>;

  constructor(parts: GuardParts) {
    const newSalt = () => randomBytes(16).toString('hex');
    this.#parts = { hash: scryptHash(), newSalt, budgets: ordinaryBudgets, ...parts };
  }

  /**
   * Waits for the lock of the user name, as long as the run may take, and says whether it may be tried.
   * @throws Error when the store cannot be used, or the signal's reason
   */
  async admit(run: Guarded, stop: AbortSignal): Promise<Admission> {
    const { store, clock, hash, newSalt, budgets } = this.#parts;
    const { account, due } = run;
    const userKey = userKeyOf(account.username, due.simulated);
    const lock = await this.#lock(userKey, run.timeoutMs, stop);
    if (lock === undefined) return { refused: 'overlapped' };
    const fingerprints = new Fingerprints(account, hash);
    const budget = budgets[account.cloud];
    try {
      const paused = await this.#pauseOf(run, userKey, budget, fingerprints);
      if (paused === undefined)
        return new GuardedRun(run, { store, lock, clock, budget, userKey, fingerprints, newSalt });
      await lock.release();
      return paused;
    } catch (error) {
      await lock.release().catch(() => undefined); // the first error says more
      throw error;
    }
  }

  async #lock(userKey: string, patienceMs: number, stop: AbortSignal): Promise<GuardLock | undefined> {
    const { store, clock } = this.#parts;
    const until = clock.elapsed() + patienceMs;
    for (;;) {
      const lock = await store.acquire(userKey);
      if (lock !== undefined || clock.elapsed() > until) return lock;
      await clock.until(clock.now() + askAgainMs, stop);
    }
  }

  async #pauseOf(
    { account, due }: Guarded,
    userKey: string,
    budget: Budget,
    fingerprints: Fingerprints,
  ): Promise<Paused | undefined> {
    const { store, clock } = this.#parts;
    const now = clock.now();
    const found = await store.read(userKey);
    const time = found.time && withLocalClock(found.time, now);
    const state = time === found.time ? found : await store.update(userKey, each => ({ ...each, time }));
    const refused = await this.#refusedOf(state, userKey, fingerprints);
    if (refused !== undefined) {
      const { cause, since, fingerprint } = refused;
      const pause = { account: due.account, tenant: account.tenant, cause, since, fingerprint };
      if (!state.pauses.some(each => each.account === pause.account && each.fingerprint === fingerprint))
        await store.update(userKey, each => withPause(each, pause));
      return { refused: 'paused', because: cause, forSecret: true };
    }
    // Where only a page knows how much time has passed, the budget is asked for once that is there (`permit`).
    const isOpen = state.oneMore ?? isUncertain(time, now);
    const blocked = waitAt(state, now) ?? (isOpen ? undefined : spentAt(state, budget, now));
    return blocked && { refused: 'paused', because: blocked.cause, forSecret: false };
  }

  /** The credential of the account that was refused, if one was. */
  async #refusedOf(
    state: GuardState,
    userKey: string,
    fingerprints: Fingerprints,
  ): Promise<RefusedCredential | undefined> {
    const { salt = '', refused, joined } = state;
    for (const credential of factorIds) {
      const candidates = refused.filter(each => each.credential === credential);
      const fingerprint = candidates.length > 0 ? await fingerprints.of(credential, salt) : undefined;
      const match = candidates.find(each => each.fingerprint === fingerprint);
      if (match !== undefined) return match;
    }
    return joined && this.#refusedBefore(state, userKey, fingerprints);
  }

  /**
   * What version 0.1 knew: that all secrets together were refused. As long as they are the same, the credential that its
   * cause speaks of is known, and is remembered by itself from now on.
   */
  async #refusedBefore(
    { joined, salt }: GuardState,
    userKey: string,
    fingerprints: Fingerprints,
  ): Promise<RefusedCredential | undefined> {
    const { store, newSalt } = this.#parts;
    if (joined === undefined) return undefined;
    const [oldSalt = '', oldHash] = joined.fingerprint.split(':');
    if ((await fingerprints.ofAll(oldSalt)) !== oldHash) return undefined;
    const saltNow = salt ?? newSalt();
    const credential = judgedBy(joined.cause);
    const fingerprint = (await fingerprints.of(credential, saltNow)) ?? '';
    const { cause, since } = joined;
    const refused = { credential, fingerprint, cause, since };
    await store.update(userKey, state => {
      const pauses = state.pauses.map(each => ({ ...each, fingerprint: each.fingerprint ?? fingerprint }));
      return withRefused({ ...state, salt: saltNow, pauses }, refused);
    });
    return refused;
  }
}

/** What a cause of version 0.1 speaks of; one that may speak of several, of the password. */
function judgedBy(cause: CauseId): FactorId {
  const { judges, clears = [] } = causes[cause];
  const [only, ...others] = judges ?? clears;
  return only === undefined || others.length > 0 ? 'password' : only;
}
