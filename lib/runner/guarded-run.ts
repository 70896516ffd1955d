import type { Account, FactorId } from '../domain/account.ts';
import type { Cause } from '../domain/causes/cause.ts';
import { type CauseId, causes, type Fault } from '../domain/causes.ts';
import {
  afterSuccess,
  type Blocked,
  type Budget,
  type GuardState,
  observed,
  spentAt,
  type Use,
  withoutRefused,
  withoutUse,
  withPause,
  withRefused,
  withUse,
} from '../domain/guard-state.ts';
import type { GuardLock, GuardStore } from '../domain/guard-store.ts';
import type { Reading } from '../domain/guard-time.ts';
import { type DueRecord, isSignedIn, type RunRecord } from '../domain/run-record.ts';
import { Withheld } from '../domain/withheld.ts';
import { type Clock, isoTime } from '../platform/clock.ts';
import type { Fingerprints } from './fingerprints.ts';

/** The first wait after a cause that wants one; doubled each time, up to the longest. */
const firstWaitMs = 10 * 60_000;
const longestWaitMs = 6 * 3_600_000;

/**
 * Where nobody answered: Microsoft, or the network to it. An identity provider is not among them, since the directory
 * behind it counts each refusal, also of the same password.
 */
const outages: ReadonlySet<Fault> = new Set(['microsoft', 'network']);

/** The strictest first. */
const strictness: ReadonlyArray<Cause['retry']> = ['never', 'back_off', 'later', 'once'];

/** What the guard needs of a run. */
export interface Guarded {
  readonly account: Account;
  readonly due: DueRecord;
  readonly timeoutMs: number;
}

/** How an attempt ended. */
export interface Judgement {
  /** Absent when it got in. */
  readonly cause?: CauseId | undefined;
  /** What has left the page, in that order. */
  readonly given?: readonly FactorId[] | undefined;
  /** How far this clock is ahead of Microsoft's, in ms, where that is known. */
  readonly skewMs?: number | undefined;
}

/** What a guarded run works with. */
interface GuardedParts {
  readonly store: GuardStore;
  readonly lock: GuardLock;
  readonly clock: Clock;
  readonly budget: Budget;
  readonly userKey: string;
  readonly fingerprints: Fingerprints;
  readonly newSalt: () => string;
}

type Result = 'inside' | 'nothing' | Use['outcome'];

/** A refusal that was seen. */
interface Refusal {
  readonly credential: FactorId;
  readonly cause: CauseId;
  readonly reading: Reading;
}

/**
 * The run that has the lock of its user name. It asks before a credential is typed and says what came of it; all that
 * it writes can be written again and is then the same.
 */
export class GuardedRun {
  readonly #run: Guarded;
  readonly #parts: GuardedParts;
  /** What may have been typed, and in which attempt. */
  readonly #permitted = new Map<FactorId, number>();
  /** What the clocks showed when Microsoft's was known last, or else at the start; `elapsed` goes on from there. */
  #seen: Reading & { readonly elapsed: number };
  #refusal: Refusal | undefined;
  #isRefusalWritten = false;
  #hasGotIn = false;
  #isOutage = false;
  #ended: Reading | undefined;

  constructor(run: Guarded, parts: GuardedParts) {
    this.#run = run;
    this.#parts = parts;
    this.#seen = this.#look(0);
  }

  /** May a credential have left the page in this run? */
  get mayHaveTyped(): boolean {
    return this.#permitted.size > 0;
  }

  /**
   * Asked before a credential is typed. It is counted before it leaves the page, so that a kill at any moment forgets
   * nothing. Passkeys and certificates are not typed, and Microsoft locks nobody out for them: they are not asked for.
   * @param attempt of the run, from 1: within one, the sign-in itself types a credential once
   * @param skewMs how far this clock is ahead of Microsoft's; where it is known, the budget goes by Microsoft's
   * @throws Withheld when it must not be typed: the budget is used up, an earlier attempt of this run has typed it, the
   * lock is lost, or the history cannot be written
   */
  async permit(credential: FactorId, attempt: number, skewMs?: number): Promise<void> {
    if ((this.#permitted.get(credential) ?? attempt) !== attempt)
      throw new Withheld('internal_error', `an earlier attempt of this run has typed the ${credential}`, {});
    if (skewMs !== undefined) this.#seen = this.#look(skewMs);
    let spent: Blocked | undefined;
    try {
      await this.#parts.lock.renew();
      spent = await this.#reserve(credential);
    } catch (error) {
      const what = 'the guard could not be asked, so no credential was typed';
      throw new Withheld('internal_error', what, { cause: error });
    }
    if (spent !== undefined)
      throw new Withheld('paused', 'the budget of refused credentials is used up', { because: spent.cause });
    this.#permitted.set(credential, attempt);
  }

  /** Counts this run as one that may be refused. Resolves with why it must not be, where the budget is used up. */
  async #reserve(credential: FactorId): Promise<Blocked | undefined> {
    const { budget, fingerprints, store, userKey } = this.#parts;
    const { runId } = this.#run.due;
    const { salt, uses } = await store.read(userKey);
    const isCompared = salt !== undefined && uses.some(use => use.fingerprints !== undefined);
    const typing = isCompared ? await fingerprints.of(credential, salt) : undefined;
    const reading = this.#reading();
    let spent: Blocked | undefined;
    await store.update(userKey, found => {
      const state = observed(found, reading);
      const isReserved = state.uses.some(({ run }) => run === runId);
      const blocked = isReserved ? undefined : spentAt(state, budget, reading.local, typing);
      spent = state.oneMore ? undefined : blocked;
      if (spent !== undefined) return state;
      const use = { run: runId, at: state.time.at, outcome: 'unseen', cause: 'interrupted' } as const;
      if (isReserved) return withUse(state, use);
      return { ...withUse(state, { ...use, isExtra: blocked !== undefined }), oneMore: undefined };
    });
    return spent;
  }

  /** Nothing of what was permitted so far has left a page: it may be asked for again in this run. */
  unused(): void {
    this.#permitted.clear();
  }

  /**
   * Say how an attempt ended, as soon as that is known: what asks for a pause is in the store from then on, also when
   * the rest of the run is cut off.
   */
  async judged({ cause, given = [], skewMs }: Judgement): Promise<void> {
    if (skewMs !== undefined) this.#seen = this.#look(skewMs);
    if (cause === undefined) this.#hasGotIn = true;
    if (cause === undefined) return;
    const { retry } = causes[cause];
    this.#noteRefusal(cause, given);
    if (retry === 'never' || retry === 'back_off') await this.#write(cause, retry);
  }

  /**
   * Say how the run ended. This releases the lock, so that the next run of the user name can start. Where the end cannot be
   * written it rejects and keeps the lock; call it again later.
   */
  async end(record: RunRecord): Promise<void> {
    const { cause, signInCause = cause } = record;
    // Others may know a better reason; what Microsoft has counted against the account stays, and so does the refusal of a
    // credential, unless the better reason clears that one.
    const both = [cause, signInCause].flatMap(id => (id === undefined ? [] : [causes[id]]));
    const [strictest] = both.toSorted((a, b) => strictness.indexOf(a.retry) - strictness.indexOf(b.retry));
    for (const id of [signInCause, cause])
      if (id !== undefined) this.#noteRefusal(id, this.#permitted.keys());
    if (cause !== undefined && this.#refusal && causes[cause].clears?.includes(this.#refusal.credential))
      this.#refusal = { ...this.#refusal, cause };
    this.#isOutage = both.every(({ fault }) => outages.has(fault));
    await this.#write(cause, strictest?.retry, this.#resultOf(record));
    await this.#parts.lock.release();
  }

  /** The first one counts: a run ends with it. */
  #noteRefusal(cause: CauseId, given: Iterable<FactorId>): void {
    const { judges = [], replace } = causes[cause];
    const refusable = replace === undefined ? judges : [replace];
    const credential = [...given].findLast(each => refusable.includes(each));
    if (credential !== undefined) this.#refusal ??= { credential, cause, reading: this.#reading() };
  }

  /**
   * Is a refusal remembered, so that the credential is not sent again? Only where its cause says so: a code that
   * somebody else has used, or that a wrong clock has made, says nothing against its secret.
   */
  get #isLasting(): boolean {
    if (this.#refusal === undefined) return false;
    const { retry, judges = [] } = causes[this.#refusal.cause];
    return retry === 'never' && judges.includes(this.#refusal.credential);
  }

  /** What has left the page and was not accepted may have been refused, whatever the failure looks like. */
  #resultOf({ cause, verdict }: RunRecord): Result {
    if (this.#refusal !== undefined) return 'refused';
    if (isSignedIn(verdict) || this.#hasGotIn) return 'inside';
    if (!this.mayHaveTyped) return 'nothing';
    return cause === 'interrupted' ? 'unseen' : 'unclear';
  }

  /** @param result absent while the run goes on */
  async #write(
    cause: CauseId | undefined,
    retry: Cause['retry'] | undefined,
    result?: Result,
  ): Promise<void> {
    const { store, userKey } = this.#parts;
    if (result !== undefined) this.#ended ??= this.#reading();
    const reading = this.#refusal?.reading ?? this.#ended ?? this.#reading();
    const fingerprints = await this.#fingerprintsFor(result);
    await store.update(userKey, found => {
      const state = observed(found, reading);
      const { at } = state.time;
      return [
        (next: GuardState) => this.#withResult(next, cause, result, at, fingerprints),
        (next: GuardState) => this.#withRefusal(next, fingerprints),
        (next: GuardState) => this.#withWait(next, cause, retry, at),
        // Somebody has allowed this run beyond the budget; where one types, that is over already.
        (next: GuardState) =>
          result === undefined || this.mayHaveTyped ? next : { ...next, oneMore: undefined },
      ].reduce<GuardState>((next, step) => step(next), state);
    });
    this.#isRefusalWritten = this.#refusal !== undefined;
  }

  /** Of the credentials that the result says something about. */
  async #fingerprintsFor(result: Result | undefined): Promise<readonly string[]> {
    const { fingerprints } = this.#parts;
    const typed = [...this.#permitted.keys()];
    const meant = this.#refusal !== undefined ? [this.#refusal.credential] : typed;
    if (this.#refusal === undefined && result !== 'unclear' && !(await this.#isUnclearBefore(result)))
      return [];
    const salt = await this.#salt();
    const made = await Promise.all(meant.map(credential => fingerprints.of(credential, salt)));
    return made.filter(fingerprint => fingerprint !== undefined);
  }

  async #isUnclearBefore(result: Result | undefined): Promise<boolean> {
    if (result !== 'inside') return false;
    const { uses } = await this.#parts.store.read(this.#parts.userKey);
    return uses.some(({ outcome }) => outcome === 'unclear');
  }

  /** The one of the user name, made when it is first needed. */
  async #salt(): Promise<string> {
    const { store, userKey, newSalt } = this.#parts;
    const { salt } = await store.read(userKey);
    if (salt !== undefined) return salt;
    const fresh = newSalt();
    return (await store.update(userKey, state => ({ ...state, salt: state.salt ?? fresh }))).salt ?? fresh;
  }

  #withResult(
    state: GuardState,
    cause: CauseId | undefined,
    result: Result | undefined,
    at: number,
    fingerprints: readonly string[],
  ): GuardState {
    const { runId: run, account } = this.#run.due;
    if (result === 'inside') return afterSuccess(state, { run, account, fingerprints });
    if (result === 'nothing') return withoutUse(state, run);
    if (this.#refusal !== undefined)
      return withUse(state, { run, at, outcome: 'refused', cause: this.#refusal.cause });
    if (cause === undefined || result === undefined) return state;
    if (result !== 'unclear') return withUse(state, { run, at, outcome: result, cause });
    return withUse(state, { run, at, outcome: result, cause, fingerprints, isOutage: this.#isOutage });
  }

  #withRefusal(state: GuardState, [fingerprint]: readonly string[]): GuardState {
    if (this.#refusal === undefined || fingerprint === undefined) return state;
    const { id: account, tenant } = this.#run.account;
    // A person may have resumed it since.
    const isKnown = state.refused.some(each => each.fingerprint === fingerprint);
    if (this.#isRefusalWritten && !isKnown) return state;
    const { credential, cause, reading } = this.#refusal;
    const since = isoTime(reading.microsoft);
    // Others know better what came of it: the secret is not refused any more.
    if (!this.#isLasting) return withoutRefused(state, { fingerprint, account, since });
    const refused = withRefused(state, { credential, fingerprint, cause, since });
    return withPause(refused, { account, tenant, cause, since, fingerprint });
  }

  /** Patience that is asked for. Also where something was refused that is not remembered: a reason, not for ever. */
  #withWait(
    state: GuardState,
    cause: CauseId | undefined,
    retry: Cause['retry'] | undefined,
    since: number,
  ): GuardState {
    if (cause === undefined || cause === 'paused') return state;
    const isAsked = retry === 'back_off' || (retry === 'never' && !this.#isLasting);
    if (!isAsked) return state;
    const { runId: run } = this.#run.due;
    const before = state.wait;
    if (before?.run === run) return { ...state, wait: { ...before, cause } };
    const times = before?.times ?? 0;
    const ms = Math.min(longestWaitMs, firstWaitMs * 2 ** times);
    return { ...state, wait: { run, cause, since, ms, times: times + 1 } };
  }

  /** @param skewMs how far this clock is ahead of Microsoft's */
  #look(skewMs: number): Reading & { readonly elapsed: number } {
    const { clock } = this.#parts;
    const local = clock.now();
    return { local, microsoft: local - skewMs, elapsed: clock.elapsed() };
  }

  /** What the clocks show now, also when somebody has set this one meanwhile. */
  #reading(): Reading {
    const { local, microsoft, elapsed } = this.#seen;
    const passed = this.#parts.clock.elapsed() - elapsed;
    return { local: local + passed, microsoft: microsoft + passed };
  }
}
