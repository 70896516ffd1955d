import { type FactorId, factorIds, type Proofs } from '../../domain/account.ts';
import type { Engine } from '../../domain/engine.ts';

/** One way to prove who one is. */
export interface Factor {
  readonly id: FactorId;
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
const credentialRow = (type: number): string => `[data-test-cred-id="${type}"]`;

/** A row of "verify your identity" (sign-in-facts 2.6). */
const methodRow = (method: string): string => `[data-value="${method}"]`;

const byId: Readonly<Record<FactorId, Omit<Factor, 'id'>>> = {
  /** In software, answered by Playwright's virtual authenticator (sign-in-facts 2.9). */
  passkey: {
    ways: ['#idA_PWD_SwitchToFido', credentialRow(7), methodRow('FidoKey')],
    isShownTo: (host, { passkey }) => host === passkey?.rpId,
  },
  /** Asked for in the TLS handshake of a host of its own (sign-in-facts 2.10). */
  certificate: {
    ways: ['#idA_PWD_SwitchToCertificate', credentialRow(15)],
    isShownTo: (host, { certificate }) => certificate !== undefined && /(^|\.)certauth\.login\./.test(host),
  },
  /** Microsoft follows it up with a second factor. */
  password: { ways: ['#idA_PWD_SwitchToPassword', credentialRow(1)] },
  /** The code of an authenticator app, or of a hardware token: made by `Authenticator`. */
  totp: { ways: [methodRow('PhoneAppOTP')] },
  /** In place of the password, and no second factor after it (sign-in-facts 2.11). */
  access_pass: { ways: [credentialRow(13)] },
};

/** Every factor, the one that is taken first where several are held and offered first. */
export const factors: readonly Factor[] = factorIds.map(id => ({ id, ...byId[id] }));
