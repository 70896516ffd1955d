/** What an account holds that can end by itself: values of the `credential` label. */
export type CredentialId = 'password' | 'passkey' | 'certificate' | 'access_pass' | 'client_secret';

/** From when until when something can be used. ISO 8601. */
export interface Life {
  readonly credential: CredentialId;
  /** Absent where it is not known. */
  readonly since?: string;
  readonly expiresAt: string;
}

/** What is known of an account's credentials, and nothing that is secret. */
export interface Credentials {
  readonly tenant: string;
  readonly account: string;
  /** Those whose end is known. */
  readonly lives: readonly Life[];
}

/** Long enough before the end to find who renews it, and to do so in office hours. */
const warnMs = 30 * 86_400_000;

/** @param now ms since 1970 */
export function lifeState({ expiresAt }: Life, now: number): 'good' | 'ends_soon' | 'ended' {
  const leftMs = Date.parse(expiresAt) - now;
  if (leftMs <= 0) return 'ended';
  return leftMs < warnMs ? 'ends_soon' : 'good';
}
