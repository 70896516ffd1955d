import type { CauseId } from '../domain/causes.ts';
import { isoTime } from '../platform/clock.ts';
import type { DueRun, RunContext } from './due-run.ts';
import type { Admission } from './guard.ts';
import type { GuardedRun } from './guarded-run.ts';

/** A run whose account may be tried now, with the latest that is known of its secrets. */
export interface AdmittedRun extends DueRun {
  readonly guard: GuardedRun;
}

/** Why a run does not take place. */
export interface NotAdmitted {
  readonly cause: CauseId;
  /** What an earlier run ended with that led to this. */
  readonly because?: CauseId | undefined;
}

/**
 * Waits until the account of a run is free, and says whether it may be tried. Secrets that are missing, or were refused,
 * are read again first. Never rejects: what cannot be guarded is not tried.
 */
export async function admit(run: DueRun, parts: RunContext): Promise<AdmittedRun | NotAdmitted> {
  const { clock, guard, history, log, renewal, stop } = parts;
  if (stop.aborted) return { cause: 'interrupted' };
  let now = withAccount(run, renewal?.latest(run.account));
  try {
    if (now.account.lacksSecret) now = withAccount(run, await renewal?.renew(now.account));
    if (now.account.lacksSecret) return { cause: 'secret_unavailable' };
    if (await history.isOverlapped(run.due, isoTime(clock.now()))) return { cause: 'overlapped' };
    let admission = await guard.admit(now, stop);
    if (renewal !== undefined && waitsForSecret(admission)) {
      now = withAccount(run, await renewal.renew(now.account));
      admission = await guard.admit(now, stop);
    }
    if (!('refused' in admission)) return { ...now, guard: admission };
    return { cause: admission.refused, because: 'because' in admission ? admission.because : undefined };
  } catch (error) {
    if (stop.aborted) return { cause: 'interrupted' };
    log.error(
      { runId: run.due.runId, err: error },
      'the guard could not be asked, so the account is not tried',
    );
    return { cause: 'internal_error' };
  }
}

const waitsForSecret = (admission: Admission): boolean => 'forSecret' in admission && admission.forSecret;

const withAccount = (run: DueRun, account = run.account): DueRun => ({ ...run, account });
