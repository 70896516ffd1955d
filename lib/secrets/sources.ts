import type { Problem } from '../platform/problem.ts';
import { Secret } from '../platform/secret.ts';
import type {
  ConfiguredSecret,
  SecretForm,
  SecretReference,
  SecretScheme,
} from '../platform/secret-reference.ts';
import { readEnvironment } from './env.ts';
import { runForSecret } from './exec.ts';
import { readSecretFile } from './file.ts';
import { SecretError, type SecretSource, type Surroundings, secretFrom } from './source.ts';

/** Every scheme and its source. A new one: its name in `platform/secret-reference.ts`, a file here, a line here. */
const sources: Record<SecretScheme, SecretSource> = {
  env: readEnvironment,
  file: readSecretFile,
  exec: runForSecret,
};

/** @throws SecretError when the secret cannot be had */
export async function resolveSecret(
  reference: SecretReference,
  surroundings: Surroundings,
  form: SecretForm = 'line',
): Promise<Secret> {
  return new Secret(secretFrom(await sources[reference.scheme](reference.rest, surroundings), form));
}

/**
 * Fetches secrets of a configuration, each reference once.
 * @param learn is given each secret as soon as it is read: an error about another one may quote it
 * @returns the secrets by the key under which each was configured, such as `accounts.contoso.password`, and a problem for
 * each that cannot be had
 */
export async function resolveSecrets(
  configured: readonly ConfiguredSecret[],
  surroundings: Surroundings,
  learn: (secret: Secret) => void,
): Promise<{
  readonly secrets: ReadonlyMap<string, Secret>;
  readonly problems: ReadonlyArray<Problem & { readonly key: string }>;
}> {
  // The same command for two accounts is asked once: password managers are slow, and some lock after many calls.
  const reads = new Map<string, Promise<Secret>>();
  const read = async ({ reference, form }: ConfiguredSecret) => {
    const secret = await resolveSecret(reference, surroundings, form);
    learn(secret);
    return secret;
  };
  const nameOf = ({ reference, form }: ConfiguredSecret) => `${form} ${reference.text}`;
  for (const secret of configured) {
    const name = nameOf(secret);
    if (!reads.has(name)) reads.set(name, read(secret));
  }
  await Promise.allSettled(reads.values());
  const secrets = new Map<string, Secret>();
  const problems: Array<Problem & { readonly key: string }> = [];
  for (const one of configured) {
    const { key, where } = one;
    try {
      const secret = await reads.get(nameOf(one));
      if (secret !== undefined) secrets.set(key, secret);
    } catch (error) {
      if (!(error instanceof SecretError)) throw error;
      problems.push({ where, key, what: error.what, remedy: error.remedy, cause: error.cause });
    }
  }
  return { secrets, problems };
}
