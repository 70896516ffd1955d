import { createHash } from 'node:crypto';
import type { FactorId } from './account.ts';
import type { CauseId } from './causes.ts';
import type { Cloud } from './cloud.ts';
import { advanced, mostSkewMs, provenTimeAt, type Reading, type Time, timeAt } from './guard-time.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** Far more than any budget allows in a day. Dropped by number, never by age: a clock that is off must not forget. */
const mostUses = 16;
const mostAlike = 5;
const mostRefused = 200;

/** So many wrong passwords Microsoft knows again (sign-in-facts 7.7). */
const lastKnown = 3;

/** A credential that was refused. It is not sent again until it changes, or a person resumes the user name. */
export interface RefusedCredential {
  readonly credential: FactorId;
  /** A slow hash with the salt of the user name. */
  readonly fingerprint: string;
  readonly cause: CauseId;
  /** ISO 8601. */
  readonly since: string;
}

/**
 * A use of credentials that counts against the budget. `refused`: Microsoft said so. `unseen`: they were about to be
 * typed and nobody knows what came of it, since the run was killed. `unclear`: the answer was not understood.
 */
export interface Use {
  readonly run: string;
  /** By the time of the user name. */
  readonly at: number;
  readonly outcome: 'refused' | 'unseen' | 'unclear';
  readonly cause: CauseId;
  /** Of all that an `unclear` one has typed: a success with the same credentials proves that none was refused. */
  readonly fingerprints?: readonly string[] | undefined;
  /** An `unclear` one that Microsoft, or the network to it, did not answer. */
  readonly isOutage?: boolean | undefined;
  /** A person has allowed it beyond the budget. */
  readonly isExtra?: boolean | undefined;
}

/** Nobody signs in before it has passed, and then it ends by itself. It grows with each one that follows. */
export interface Wait {
  readonly run: string;
  readonly cause: CauseId;
  /** By the time of the user name. */
  readonly since: number;
  readonly ms: number;
  /** How many in a row. */
  readonly times: number;
}

/** An account id that had a refused credential when it was tried last, and has not got in since. */
export interface Pause {
  readonly account: string;
  readonly tenant: string;
  readonly cause: CauseId;
  /** ISO 8601. */
  readonly since: string;
  /** Of the refused credential. Absent where that is the joined refusal of version 0.1. */
  readonly fingerprint?: string | undefined;
}

/** A refusal that version 0.1 wrote down: all secrets of the account in one hash, with a salt of its own. */
export interface JoinedRefusal extends Pause {
  /** `salt:hash`. */
  readonly fingerprint: string;
}

/** All that is remembered of one user name. */
export interface GuardState {
  /** For every fingerprint of this user name, so that one hash is compared with all of them. */
  readonly salt?: string | undefined;
  /** What uses and waits go by. Absent until a sign-in was under way. */
  readonly time?: Time | undefined;
  readonly refused: readonly RefusedCredential[];
  /** Oldest first. */
  readonly uses: readonly Use[];
  readonly pauses: readonly Pause[];
  readonly wait?: Wait | undefined;
  /** A person allows one try that the budget does not. */
  readonly oneMore?: true | undefined;
  readonly joined?: JoinedRefusal | undefined;
}

export const emptyState: GuardState = { refused: [], uses: [], pauses: [] };

/** How many credentials of a user name may be refused in a rolling hour, and in a rolling day. */
export interface Budget {
  readonly hour: number;
  readonly day: number;
}

/** Microsoft's smart lockout: so many refusals lock an account (sign-in-facts 7.7). */
const lockouts: Readonly<Record<Cloud, number>> = { global: 10, 'gcc-high': 3, dod: 3, china: 10 };

/** Below the lockout. */
export const budgets: Readonly<Record<Cloud, Budget>> = {
  global: { hour: 5, day: 8 },
  'gcc-high': { hour: 2, day: 2 },
  dod: { hour: 2, day: 2 },
  china: { hour: 5, day: 8 },
};

/** One key for all spellings of a user name (case, width, composed or not); simulated and real ones have keys of their own. */
export const userKeyOf = (username: string, simulated: boolean): string =>
  createHash('sha256')
    .update(`${simulated} ${username.normalize('NFKC').toLowerCase()}`)
    .digest('hex');

/** The user name may not be tried before `until` (ms since 1970, by the clock of this machine). */
export interface Blocked {
  readonly cause: CauseId;
  readonly until: number;
}

/** The wait that has not passed by the clock of this machine, if there is one. */
export function waitAt({ time, wait }: GuardState, now: number): Blocked | undefined {
  const at = timeAt(time, now);
  // A time in the future was written by version 0.1, with a wrong clock.
  if (wait === undefined || wait.since > at + mostSkewMs || at >= wait.since + wait.ms) return undefined;
  return { cause: wait.cause, until: now + wait.since + wait.ms - at };
}

/**
 * Is the budget used up, as far as the clock of this machine can say?
 * @param typing fingerprint of the credential that is about to be typed: what was not understood of others counts in full
 */
export function spentAt(
  { time, uses }: GuardState,
  budget: Budget,
  now: number,
  typing?: string,
): Blocked | undefined {
  const at = provenTimeAt(time, now);
  // Times in the future are corrected by the first reading of both clocks (`observed`).
  const known = uses.filter(use => use.at <= at + mostSkewMs);
  const inHour = within(oncePerCredential(known, isOfOutage), at - hour);
  const inDay = within(oncePerCredential(known, isUnclear), at - day);
  const isSame = ({ fingerprints = [] }: Use) => typing === undefined || fingerprints.includes(typing);
  const until = Math.max(
    freeAt(timesOf(inHour, isSame), budget.hour, hour),
    freeAt(timesOf(inDay, isSame), budget.day, day),
  );
  const cause = known.at(-1)?.cause;
  return cause === undefined || until <= at ? undefined : { cause, until: now + until - at };
}

const isUnclear = ({ outcome }: Use): boolean => outcome === 'unclear';
const isOfOutage = (use: Use): boolean => use.isOutage === true;
const within = <T extends Use>(uses: readonly T[], since: number): T[] => uses.filter(({ at }) => at > since);

/** Why a person cannot allow one more try beyond the budget, and until when (ms since 1970, by this machine's clock). */
export interface NoMore {
  /** Of the last 24 hours: refused, or perhaps refused. */
  readonly refused: number;
  readonly lockout: number;
  /** Was one allowed, and used, within the hour? Else one more would lock the account, if it is refused. */
  readonly isUsed: boolean;
  readonly until: number;
}

/** May a person allow no try beyond the budget? One an hour, and only as far as the account cannot be locked by it. */
export function noMoreAt({ time, uses }: GuardState, cloud: Cloud, now: number): NoMore | undefined {
  const at = provenTimeAt(time, now);
  const inDay = within(oncePerCredential(uses, isUnclear), at - day);
  const extra = within(uses, at - hour).filter(({ isExtra = false }) => isExtra);
  const lockout = lockouts[cloud];
  const times = timesOf(inDay, () => false);
  const extraTimes = extra.map(use => use.at);
  const until = Math.max(freeAt(extraTimes, 1, hour), freeAt(times, lockout - 1, day));
  if (until <= at) return undefined;
  return { refused: times.length, lockout, isUsed: extra.length > 0, until: now + until - at };
}

/** Uses that count as one, as of the last of them. */
interface Counted extends Use {
  /** How many credentials Microsoft may have refused in them: one a use, and each credential once. */
  readonly most: number;
}

/** When each refusal was, as far as they are known: one for all uses of the credential that is typed again. */
const timesOf = (uses: readonly Counted[], isSame: (use: Use) => boolean): number[] =>
  uses.flatMap(use => Array.from({ length: isSame(use) ? 1 : use.most }, () => use.at));

/** When fewer than `most` are left in the window. */
function freeAt(unsorted: readonly number[], most: number, windowMs: number): number {
  const times = unsorted.toSorted((a, b) => a - b);
  const last = times.at(-most);
  return last === undefined ? 0 : last + windowMs;
}

/**
 * Uses of the same credentials count once, as of the last time, where `isAlike` says so of the later one. Of an hour that
 * is so for outages, of a day for all that was not understood: Microsoft does not count a password that is refused
 * again, as long as it is among the last three (sign-in-facts 7.7), and an outage must not end the monitoring. What an
 * identity provider, or a page that nobody knows, may have refused counts each time in the hour: the directory behind a
 * provider counts each time, and so does Microsoft where the passwords are known there (pass-through authentication).
 */
function oncePerCredential(uses: readonly Use[], isAlike: (use: Use) => boolean): Counted[] {
  const counted: Counted[] = [];
  for (const use of uses) {
    const known = isAlike(use) ? counted.slice(-lastKnown).findLast(each => isWithin(each, use)) : undefined;
    if (known === undefined) {
      counted.push({ ...use, most: 1 });
      continue;
    }
    const fingerprints = longer(known, use);
    const most = Math.min(known.most + 1, Math.max(1, fingerprints.length));
    counted[counted.indexOf(known)] = { ...use, fingerprints, most };
  }
  return counted;
}

/** A run may have come further with the same password than another one: all that one has typed, the other has, too. */
function isWithin({ fingerprints: some = [] }: Use, { fingerprints: others = [] }: Use): boolean {
  const [few, many] = some.length < others.length ? [some, others] : [others, some];
  return (few.length > 0 || many.length === 0) && few.every(each => many.includes(each));
}

const longer = ({ fingerprints: some = [] }: Use, { fingerprints: others = [] }: Use) =>
  some.length < others.length ? others : some;

/** The time goes on. Where there was none yet, what was written ahead of it counts from now on. */
export function observed(state: GuardState, reading: Reading): GuardState & { readonly time: Time } {
  const time = advanced(state.time, reading);
  if (state.time !== undefined) return { ...state, time };
  return { ...state, time, uses: state.uses.map(use => ({ ...use, at: Math.min(use.at, time.at) })) };
}

/** The use of a run, in place of what was known of it. A refusal stays one. */
export function withUse(state: GuardState, use: Use): GuardState {
  const known = state.uses.find(({ run }) => run === use.run);
  const outcome = known?.outcome === 'refused' ? 'refused' : use.outcome;
  const others = state.uses.filter(({ run }) => run !== use.run);
  const at = Math.max(known?.at ?? use.at, use.at);
  const isExtra = use.isExtra ?? known?.isExtra;
  return { ...state, uses: latest([...others, { ...use, at, outcome, isExtra }]) };
}

/** What a run reserved is given back: it has used no credential, or none that can have been refused. */
export const withoutUse = (state: GuardState, run: string): GuardState => ({
  ...state,
  uses: state.uses.filter(use => use.run !== run || use.outcome === 'refused'),
});

/** Those that are only suspected never push out what is certain, nor the many of one credential those of others. */
function latest(uses: readonly Use[]): Use[] {
  const certain = uses.filter(use => !isUnclear(use)).slice(-mostUses);
  const groups = new Map<string, Use[]>();
  for (const use of uses.filter(isUnclear)) {
    const key = use.fingerprints?.join(' ') ?? '';
    const group = groups.get(key) ?? [];
    groups.delete(key); // the one used last is the last one
    groups.set(key, [...group, use].slice(-mostAlike));
  }
  const remaining = new Set([...certain, ...[...groups.values()].slice(-mostUses).flat()]);
  return uses.filter(use => remaining.has(use));
}

/** One more in the set of what was refused; known already, only its cause is another. */
export function withRefused(state: GuardState, refused: RefusedCredential): GuardState {
  const isSame = (each: RefusedCredential) =>
    each.credential === refused.credential && each.fingerprint === refused.fingerprint;
  const known = state.refused.find(isSame);
  const others = state.refused.filter(each => !isSame(each));
  const since = known?.since ?? refused.since;
  return { ...state, refused: [...others, { ...refused, since }].slice(-mostRefused) };
}

/** What a run has written of a refusal is taken back. */
export const withoutRefused = (
  state: GuardState,
  { fingerprint, account, since }: { fingerprint: string; account: string; since: string },
): GuardState => ({
  ...state,
  refused: state.refused.filter(each => each.fingerprint !== fingerprint || each.since !== since),
  pauses: state.pauses.filter(each => each.fingerprint !== fingerprint || each.account !== account),
});

/** The pause of an account id, in place of the one before. */
export function withPause(state: GuardState, pause: Pause): GuardState {
  const before = state.pauses.find(({ account }) => account === pause.account);
  const others =
    before?.fingerprint === pause.fingerprint
      ? state.pauses.filter(each => each !== before)
      : withoutPause(state, pause.account).pauses;
  return { ...state, pauses: [...others, pause] };
}

/**
 * The account id has another credential now, so its pause ends. So do those of other ids for the same credential, as one
 * person keeps them all: an id that still has it is paused again when its next run is due. Those for another one go on.
 */
function withoutPause(state: GuardState, account: string): GuardState {
  const ended = state.pauses.find(each => each.account === account);
  const isEnded = (pause: Pause) => ended !== undefined && pause.fingerprint === ended.fingerprint;
  return { ...state, pauses: state.pauses.filter(pause => !isEnded(pause)) };
}

/**
 * After a success: nobody waits any more, and what was not understood was no refusal where the same credentials were
 * used. What was refused before stays refused, and counts.
 */
export function afterSuccess(
  state: GuardState,
  { run, account, fingerprints }: { run: string; account: string; fingerprints: readonly string[] },
): GuardState {
  const isCleared = ({ outcome, fingerprints: used = [] }: Use) =>
    outcome === 'unclear' && used.length > 0 && used.every(each => fingerprints.includes(each));
  return {
    ...state,
    uses: withoutUse(state, run).uses.filter(use => !isCleared(use)),
    pauses: withoutPause(state, account).pauses,
    wait: undefined,
  };
}

/** After a person vouched for the credentials. What was refused goes on counting against the budget. */
export const afterResume = (state: GuardState, oneMore: boolean): GuardState => ({
  salt: state.salt,
  time: state.time,
  refused: [],
  uses: state.uses,
  pauses: [],
  oneMore: oneMore || undefined,
});
