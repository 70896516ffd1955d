import { SecretError, type SecretSource } from './source.ts';

/** `env:NAME`: the value of an environment variable. */
export const readEnvironment: SecretSource = async (name, { env }) => {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (value === undefined) {
    throw new SecretError(
      `the environment variable ${name} is not set`,
      `set ${name} where Genkan is started`,
    );
  }
  return { bytes: Buffer.from(value), origin: `the environment variable ${name}` };
};
