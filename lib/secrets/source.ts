/** What a source of secrets needs from the world; handed in, so that no source reads the environment by itself. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The configuration file's folder: relative paths start here, and commands run here. */
  readonly folder: string;
  /** How long a source may take, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * One place where secrets come from: gives the secret that `rest` names.
 * @throws SecretError when it cannot be had; never with the secret, or what a command printed, in its words
 */
export type SecretSource = (rest: string, surroundings: Surroundings) => Promise<string>;

/** A secret that cannot be had. */
export class SecretError extends Error {
  readonly what: string;
  readonly remedy: string;

  constructor(what: string, remedy: string) {
    super(`${what} (${remedy})`);
    this.name = 'SecretError';
    this.what = what;
    this.remedy = remedy;
  }
}

/** More than any password, key or certificate: what is longer was not meant. */
export const maxSecretBytes = 64 * 1024;

/**
 * The text of a file or of a command's output as a secret: without the one line end that editors and `echo` add.
 * @throws SecretError when it is empty, too long or no text
 */
export function secretFromBytes(bytes: Uint8Array, origin: string): string {
  if (bytes.length > maxSecretBytes) {
    throw new SecretError(
      `${origin} gave more than ${maxSecretBytes / 1024} KiB`,
      'name what holds the secret alone',
    );
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // The decoder's own error is not passed on: nothing that was read may travel in an error.
    throw new SecretError(`${origin} gave no text in UTF-8`, 'save the secret as plain text in UTF-8');
  }
  const secret = text.replace(/\r?\n$/, '');
  if (secret.trim() === '') throw new SecretError(`${origin} gave nothing`, 'put the secret there');
  return secret;
}
