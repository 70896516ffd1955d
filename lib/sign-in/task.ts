import type { Page } from '@playwright/test';
import type { Account, FactorId } from '../domain/account.ts';
import type { Monitor } from '../domain/monitor.ts';
import type { Observation } from '../domain/observation.ts';
import type { Fresh, Step } from '../domain/run-record.ts';
import type { Clock } from '../platform/clock.ts';
import type { Secret } from '../platform/secret.ts';
import type { PasskeyAtHand } from './factors/passkey.ts';

/** One sign-in to try: where, as whom, until when, and with which factors. */
export interface SignInTask {
  readonly page: Page;
  readonly monitor: Monitor;
  /** The URL at which the sign-in begins. */
  readonly startUrl: string;
  readonly account: Account;
  readonly clock: Clock;
  /** On `clock.elapsed()`: the sign-in ends by itself when it has passed. Our own waits put it off (`OwnTime`). */
  readonly deadline: number;
  /**
   * Asked before a credential is typed. Rejects with `Withheld` where it must not be.
   * @param skewMs how far our clock is ahead of Microsoft's, where that is known by then
   */
  readonly permit?: (credential: FactorId, skewMs: number | undefined) => Promise<void>;
  /** The next one-time code; waits until one may be used. Rejects with `NoCodeInTime`, or when the run is over. */
  readonly nextCode: () => Promise<Secret>;
  /** Where the account has a passkey. */
  readonly passkey?: PasskeyAtHand;
  /** Called with the id of a screen before anything is done there, outside of every step. */
  readonly leaving?: (screen: string) => Promise<void>;
}

/** How it went. */
export interface SignInResult {
  readonly observation: Observation;
  readonly steps: readonly Step[];
  readonly screens: readonly string[];
  readonly factor?: Exclude<FactorId, 'password'>;
  readonly credentialsTyped: boolean;
  /** How far our clock is ahead of Microsoft's, in ms; a second either way says nothing. */
  readonly clockSkewMs?: number;
  readonly accountProvenBy?: Fresh['accountProvenBy'];
}
