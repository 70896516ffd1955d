import { createHash, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { type Account, secretsOf } from '../core/account.ts';
import type { Cause } from '../core/causes/cause.ts';
import { type CauseId, causes, type Fault } from '../core/causes.ts';
import { isoTime } from '../core/clock.ts';
import type { Cloud } from '../core/cloud.ts';
import type { Hold } from '../core/hold.ts';
import { isInside, type RunRecord } from '../core/run-record.ts';
import type { DueRun, RunParts } from './due-run.ts';

const minute = 60_000;
const hour = 60 * minute;

/** How soon a turn that somebody else has is asked for again. Only a look at the history. */
const askAgainMs = 200;
/** The first wait after a cause that wants one; doubled each time, up to the longest. */
const firstBackOffMs = 10 * minute;
const longestBackOffMs = 6 * hour;

/**
 * Failed sign-ins of an account in an hour. Well under Microsoft's smart lockout, which counts to 10, and in the clouds
 * of the US government to 3 (sign-in-facts 7.7).
 */
const mostFailures: Record<Cloud, number> = { global: 5, 'gcc-high': 2, dod: 2, china: 5 };

/**
 * Failures that Microsoft may count against the account. What we did not understand may have been a refusal; an outage,
 * wherever it is, is none.
 */
const counted: ReadonlySet<Fault> = new Set(['account', 'policy', 'monitor']);

/** The strictest first. */
const strictness: ReadonlyArray<Cause['retry']> = ['never', 'back_off', 'later', 'once'];

export type Admission =
  | {
      /**
       * Say what an attempt was found to have failed of, as soon as that is known: what asks for a hold is held from then
       * on, also when the rest of the run is cut off.
       */
      readonly judged: (cause: CauseId) => void;
      /** Sign in, then say how it ended: only then comes the next one's turn. */
      readonly end: (record: RunRecord) => void;
    }
  /** Another process, a cron job started too early perhaps, is at the same, or the account is busy for too long. */
  | { readonly refused: 'overlapped' }
  /** `forSecret`: until another secret is read, not for a time. */
  | { readonly refused: 'paused'; readonly because: CauseId; readonly forSecret: boolean };

/**
 * Keeps accounts from being locked, whatever starts the runs: other processes, containers, restarts. One sign-in of an
 * account at a time; none while its secret is one that was refused; fewer and fewer where Microsoft asks for patience.
 * Waits for the account's turn as long as the run may take.
 * @throws Error when the history cannot be used, or the signal's reason
 */
export async function admit(run: DueRun, parts: RunParts): Promise<Admission> {
  const { clock, history, stop } = parts;
  const { account, due, timeoutMs } = run;
  const guarded = guardedName(account, due.simulated);
  if (history.isOverlapped(due, isoTime(clock.now()))) return { refused: 'overlapped' };
  const patience = clock.elapsed() + timeoutMs;
  let turn = history.ledger.takeTurn(guarded);
  while (turn === 'taken') {
    if (clock.elapsed() > patience) return { refused: 'overlapped' };
    await clock.until(clock.now() + askAgainMs, stop);
    turn = history.ledger.takeTurn(guarded);
  }
  let hold = history.ledger.hold(guarded);
  // Whoever was killed in the middle may have been refused. Where that was seen, it is held for it; else it counts.
  if (turn === 'left' && !isHeld(hold, account, clock.now())) {
    countFailure(run, 'interrupted', hold, parts);
    hold = history.ledger.hold(guarded);
  }
  if (isHeld(hold, account, clock.now())) {
    history.ledger.endTurn(guarded);
    return { refused: 'paused', because: hold.cause, forSecret: hold.until === undefined };
  }
  return {
    judged: cause => keepHold(run, cause, causes[cause].retry, hold, parts),
    end: record => {
      settle(run, record, hold, parts);
      history.ledger.endTurn(guarded);
    },
  };
}

function isHeld(hold: Hold | undefined, account: Account, now: number): hold is Hold {
  if (hold === undefined) return false;
  const { until, fingerprint } = hold;
  return until === undefined ? isSameSecret(account, fingerprint) : now < Date.parse(until);
}

/** What a result means for the next sign-ins of the account. */
function settle(run: DueRun, record: RunRecord, before: Hold | undefined, parts: RunParts): void {
  const { account, due } = run;
  const { cause } = record;
  if (isInside(record.verdict)) return parts.history.ledger.resume(guardedName(account, due.simulated));
  if (cause === undefined) return;
  // Others may know a better reason; what Microsoft has counted against the account stays.
  const both = [cause, record.signInCause ?? cause].map(id => causes[id]);
  const [{ retry }] = both.toSorted((a, b) => strictness.indexOf(a.retry) - strictness.indexOf(b.retry)) as [
    Cause,
  ];
  keepHold(run, cause, retry, before, parts);
  if (retry === 'never' || retry === 'back_off') return;
  if (record.fresh?.credentialsTyped !== true || !both.some(({ fault }) => counted.has(fault))) return;
  countFailure(run, cause, before, parts);
}

/** Holds the account back for an hour when this is one failure too many. */
function countFailure(run: DueRun, cause: CauseId, before: Hold | undefined, parts: RunParts): void {
  const now = parts.clock.now();
  const { account, due } = run;
  const guarded = guardedName(account, due.simulated);
  const failures = parts.history.ledger.noteFailure(guarded, now, now - hour);
  if (failures >= mostFailures[account.cloud]) holdBack(run, cause, before, parts, now + hour);
}

/** Holds the account back where this is what its last failure asks for. Written twice in one run, it is the same. */
function keepHold(
  run: DueRun,
  cause: CauseId,
  retry: Cause['retry'],
  before: Hold | undefined,
  parts: RunParts,
): void {
  if (retry === 'never') holdBack(run, cause, before, parts);
  if (retry === 'back_off') holdBack(run, cause, before, parts, parts.clock.now() + backOffMs(before));
}

/** @param until ms since 1970; absent: until the secret is another one */
function holdBack(
  { account, due }: DueRun,
  cause: CauseId,
  before: Hold | undefined,
  { clock, history }: RunParts,
  until?: number,
): void {
  history.ledger.keepHold({
    guarded: guardedName(account, due.simulated),
    account: account.id,
    tenant: account.tenant,
    cause,
    since: isoTime(clock.now()),
    ...(until !== undefined && { until: isoTime(until) }),
    times: (before?.times ?? 0) + 1,
    fingerprint: fingerprintOf(account),
  });
}

const backOffMs = (before: Hold | undefined): number =>
  Math.min(longestBackOffMs, firstBackOffMs * 2 ** (before?.times ?? 0));

function guardedName({ username }: Account, simulated: boolean): string {
  return createHash('sha256').update(`${simulated} ${username.toLowerCase()}`).digest('hex');
}

/** Slow to make, so that a password cannot be found by trying, should the history fall into wrong hands. */
function fingerprintOf(account: Account, salt = randomBytes(16).toString('hex')): string {
  const text = secretsOf(account)
    .map(secret => secret.reveal())
    .join('\0');
  return `${salt}:${scryptSync(text, salt, 32).toString('hex')}`;
}

function isSameSecret(account: Account, fingerprint: string): boolean {
  const [salt] = fingerprint.split(':');
  return timingSafeEqual(Buffer.from(fingerprintOf(account, salt)), Buffer.from(fingerprint));
}
