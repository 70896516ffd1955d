import type { GuardStore } from '../domain/guard-store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Secret } from '../platform/secret.ts';
import { type Authenticator, NoCodeInTime } from '../sign-in/totp.ts';

/**
 * The next one-time code that nobody has used and that does not expire on its way. Waits for its time step where it
 * has to: Microsoft accepts a code once and takes a second use for an attack (sign-in-facts 7.5).
 * @param stepsAhead how many time steps after the first usable one it may be
 * @throws NoCodeInTime where all of these are used; the reason of `signal`, when it ends the wait
 */
export async function nextUnusedCode(
  authenticator: Authenticator,
  store: Pick<GuardStore, 'claimCode'>,
  clock: Clock,
  signal: AbortSignal,
  stepsAhead = Infinity,
): Promise<Secret> {
  const first = authenticator.firstUsableStep(clock.now());
  let step = first;
  while (!(await store.claimCode(authenticator.fingerprint, step))) {
    step += 1;
    if (step - first > stepsAhead) throw new NoCodeInTime();
  }
  await clock.until(authenticator.startOf(step), signal);
  return authenticator.code(step).code;
}
