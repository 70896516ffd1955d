import type { Configuration } from '../config/configuration.ts';
import type { Surroundings } from '../secrets/source.ts';

/** A password manager that asks for a person would wait for ever. */
const secretMs = 20_000;

/** Where the secrets of a configuration are fetched from. */
export const surroundingsOf = (
  { folder, secrets }: Pick<Configuration, 'folder' | 'secrets'>,
  env: Surroundings['env'],
): Surroundings => ({
  env,
  secretNames: new Set(
    secrets.flatMap(({ reference: { scheme, rest } }) => (scheme === 'env' ? [rest] : [])),
  ),
  folder,
  timeoutMs: secretMs,
});
