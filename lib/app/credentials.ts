import type { ConfiguredAccount } from '../config/configuration.ts';
import type { Account } from '../domain/account.ts';
import type { CredentialId, Credentials, Life } from '../domain/credential.ts';
import type { RunContext } from '../runner/due-run.ts';
import { validityOf } from '../sign-in/factors/certificate.ts';

/** The keys under `expires` and the credential that each is about. */
const expiryKeys: Readonly<Record<keyof NonNullable<ConfiguredAccount['expires']>, CredentialId>> = {
  password: 'password',
  passkey: 'passkey',
  temporaryAccessPass: 'access_pass',
  clientSecret: 'client_secret',
};

/** What the configuration says of when an account's credentials end. */
export function configuredLives({ expires = {} }: Pick<ConfiguredAccount, 'expires'>): Life[] {
  return (Object.keys(expiryKeys) as (keyof typeof expiryKeys)[]).flatMap(key => {
    const { [key]: expiresAt } = expires;
    return expiresAt === undefined ? [] : [{ credential: expiryKeys[key], expiresAt }];
  });
}

/** The same, with what the certificate says of itself. */
export function credentialsOf(settings: ConfiguredAccount, held: Account): Credentials {
  const { id: account, tenant } = settings;
  const validity = held.certificate && validityOf(held.certificate);
  const certificate: Life[] = validity === undefined ? [] : [{ credential: 'certificate', ...validity }];
  return { tenant, account, lives: [...certificate, ...configuredLives(settings)] };
}

/** Writes down when credentials end, for those who read no secrets. A history that takes nothing stops no run. */
export async function saveCredentials(
  credentials: readonly Credentials[],
  { history, log }: Pick<RunContext, 'history' | 'log'>,
): Promise<void> {
  try {
    for (const known of credentials) await history.saveCredentials(known);
  } catch (error) {
    log.warn({ err: error }, 'the expiry dates of credentials could not be written to the history');
  }
}
