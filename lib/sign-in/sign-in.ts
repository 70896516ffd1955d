import { errors } from '@playwright/test';
import { factorIds } from '../domain/account.ts';
import type { Ending, Observation } from '../domain/observation.ts';
import { Withheld } from '../domain/withheld.ts';
import { Drive } from './drive.ts';
import type { End } from './enter.ts';
import { identify } from './page-identity.ts';
import { isAlive, isBrowserAlive, isCrash, isFailureInPage } from './page-reader.ts';
import { silent, waitedFor } from './standstill.ts';
import type { SignInResult, SignInTask } from './task.ts';
import { NoCodeInTime } from './totp.ts';

/**
 * Signs in as an admin would: look at the page, recognise the screen, act, look again, until the center is usable or
 * the way ends. What a page, a server or a browser does never throws: that is what the observation is for.
 * @throws Withheld when a credential must not be typed
 */
export async function signIn(task: SignInTask): Promise<SignInResult> {
  const drive = new Drive(task);
  const { ending, signedInAs, accountProvenBy } = await endOf(drive, task);
  const { network, steps, factorUse, memory } = drive;
  // As known now: what comes while the last replies are read is not about the way.
  const { clockSkewMs } = network;
  const factor = factorIds.filter(id => id !== 'password').find(id => factorUse.shown.has(id));
  drive.noteGiven();
  steps.stop(waitedFor.has(ending) ? drive.changedAt : undefined);
  const stoppedOn = ending === 'stopped' && memory.screen !== undefined ? [memory.screen.id] : [];
  const observation: Observation = {
    ending,
    ...(await network.facts()),
    screen: memory.screen?.id,
    stop: memory.stop,
    page: memory.last && identify(memory.last, ending),
    passed: drive.passed.list,
    given: factorUse.given,
    mayHaveLeft: mayHaveLeft(drive, ending),
    signedInAs,
  };
  return {
    observation,
    steps: steps.list(),
    screens: [...memory.met, ...stoppedOn],
    credentialsTyped: factorUse.shown.size > 0,
    clockSkewMs,
    accountProvenBy,
    factor,
  };
}

/** A browser that went away, or hangs, may have sent what was typed without a word. */
function mayHaveLeft({ factorUse, mayHaveLeft: hasSeen }: Drive, ending: Ending): boolean {
  const isUnseen = ending === 'browser_closed' || ending === 'browser_silent';
  return factorUse.given.length > 0 || hasSeen || (isUnseen && factorUse.shown.size > 0);
}

async function endOf(drive: Drive, { page, clock }: SignInTask): Promise<End> {
  const end = await drive.toEnd().catch((error: unknown) => broken(error, drive, page.isClosed()));
  if (!silent.has(end.ending)) return end;
  const isThere = await (drive.network.loading.isPageAwaited ? isBrowserAlive(page, clock) : isAlive(page));
  return isThere ? end : { ending: 'browser_silent' };
}

function broken(error: unknown, { left, network }: Drive, isClosed: boolean): End {
  if (error instanceof Withheld) throw error;
  if (isClosed || isCrash(error)) return { ending: 'browser_closed' };
  if (error instanceof NoCodeInTime) return { ending: 'no_code' };
  if (error instanceof errors.TimeoutError || left <= 0) return { ending: 'deadline' };
  if (network.loading.failure !== undefined) return { ending: 'unreachable' };
  if (isFailureInPage(error)) return { ending: 'unrecognised' };
  throw error;
}
