import type { FactorId, Proofs } from '../../domain/account.ts';
import type { Engine } from '../../domain/engine.ts';

/** One way to prove who one is. A new one is a file beside this one and a line in `factors.ts`. */
export interface Factor {
  readonly id: FactorId;
  isHeld(proofs: Proofs): boolean;
  /** The controls that lead to it, on whatever page offers a choice. Never one that would write to or call a person. */
  readonly ways: readonly string[];
  /** Is it shown to a host of its own, by the browser itself, as soon as that host's page is opened? */
  isShownTo?(host: string, proofs: Proofs): boolean;
}

/**
 * Which engines the factors were tried with (Playwright 1.64.1, Debian's builds): every factor works in every one of
 * them. An untested engine is marked as such, not guessed.
 */
export const enginesTried: Readonly<Record<Engine, 'works' | `not tested: ${string}`>> = {
  chromium: 'works',
  firefox: 'works',
  webkit: 'not tested: Debian has no build',
  chrome: 'not tested: not available; the same engine as chromium',
  msedge: 'not tested: not available; the same engine as chromium',
};

/** A row of "choose a way to sign in": its number is the one that GetCredentialType uses (sign-in-facts 6.2). */
export const credentialRow = (type: number): string => `[data-test-cred-id="${type}"]`;

/** A row of "verify your identity" (sign-in-facts 2.6). */
export const methodRow = (method: string): string => `[data-value="${method}"]`;
