import type { SecretForm } from '../core/secret-reference.ts';

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
export type SecretSource = (rest: string, surroundings: Surroundings, form: SecretForm) => Promise<string>;

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
 * The text of a file or of a command's output as a secret: without the one line end that editors and `echo` add. Bytes
 * come as base64, whether they stand there as such or as base64 already.
 * @throws SecretError when it is empty, too long or no text
 */
export function secretFromBytes(bytes: Uint8Array, origin: string, form: SecretForm): string {
  if (bytes.length > maxSecretBytes) {
    throw new SecretError(
      `${origin} gave more than ${maxSecretBytes / 1024} KiB`,
      'name what holds the secret alone',
    );
  }
  if (form === 'bytes' && !isBase64(bytes)) return Buffer.from(bytes).toString('base64');
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

const isBase64 = (bytes: Uint8Array): boolean =>
  /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(Buffer.from(bytes).toString('latin1'));
