import { InputError, type Problem } from '../core/problem.ts';
import { Secret } from '../core/secret.ts';
import type { ConfiguredSecret, SecretReference, SecretScheme } from '../core/secret-reference.ts';
import { readEnvironment } from './env.ts';
import { runForSecret } from './exec.ts';
import { readSecretFile } from './file.ts';
import { SecretError, type SecretSource, type Surroundings } from './source.ts';

/** Every scheme and its source. A new one: its name in `core/secret-reference.ts`, a file here, a line here. */
const sources: Record<SecretScheme, SecretSource> = {
  env: readEnvironment,
  file: readSecretFile,
  exec: runForSecret,
};

/** @throws SecretError when the secret cannot be had */
export async function resolveSecret(reference: SecretReference, surroundings: Surroundings): Promise<Secret> {
  return new Secret(await sources[reference.scheme](reference.rest, surroundings));
}

/**
 * Fetches every secret of a configuration, each reference once.
 * @returns the secrets by the key under which each was configured, such as `accounts.contoso.password`
 * @throws InputError with one problem for each that cannot be had
 */
export async function resolveSecrets(
  configured: readonly ConfiguredSecret[],
  surroundings: Surroundings,
): Promise<ReadonlyMap<string, Secret>> {
  // The same command for two accounts is asked once: password managers are slow, and some lock after many calls.
  const asked = new Map<string, Promise<Secret>>();
  for (const { reference } of configured) {
    if (!asked.has(reference.text)) asked.set(reference.text, resolveSecret(reference, surroundings));
  }
  await Promise.allSettled(asked.values());
  const secrets = new Map<string, Secret>();
  const problems: Problem[] = [];
  for (const { key, where, reference } of configured) {
    try {
      const secret = await asked.get(reference.text);
      if (secret !== undefined) secrets.set(key, secret);
    } catch (error) {
      if (!(error instanceof SecretError)) throw error;
      problems.push({ where, key, what: error.what, remedy: error.remedy });
    }
  }
  if (problems.length > 0) throw new InputError(problems);
  return secrets;
}
