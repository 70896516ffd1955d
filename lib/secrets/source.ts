import { UnusableError } from '../platform/problem.ts';
import type { SecretForm } from '../platform/secret-reference.ts';

/** What a source of secrets needs from the world; handed in, so that no source reads the environment by itself. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Environment variables that `env:` references name: no command gets them. */
  readonly secretNames: ReadonlySet<string>;
  /** The configuration file's folder: relative paths start here, and commands run here. */
  readonly folder: string;
  /** How long a source may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** What a source gives: the bytes as they are, and how to name the place where they came from. */
export interface Found {
  readonly bytes: Uint8Array;
  readonly origin: string;
}

/**
 * One place where secrets come from: gives what `rest` names. What of it is the secret is decided for all of them in
 * `secretFrom`.
 * @throws SecretError when it cannot be had; never with the secret, or what a command printed, in its words
 */
export type SecretSource = (rest: string, surroundings: Surroundings) => Promise<Found>;

/** A secret that cannot be had. */
export class SecretError extends UnusableError {
  override readonly name = 'SecretError';
}

/** More than any password, key or certificate: what is longer was not meant. */
export const maxSecretBytes = 64 * 1024;

/**
 * What a source gave as a secret: without the byte order mark and the line ends that editors, shells and `echo` add.
 * Bytes come as base64, whether they are stored as such or as base64 already.
 * @throws SecretError when it is empty, too long, not text, or has lines where it must be one
 */
export function secretFrom({ bytes, origin }: Found, form: SecretForm): string {
  if (bytes.length > maxSecretBytes) {
    throw new SecretError(
      `${origin} gave more than ${maxSecretBytes / 1024} KiB`,
      'name a source that contains only the secret',
    );
  }
  if (form === 'bytes' && !isBase64(bytes)) return Buffer.from(bytes).toString('base64');
  const secret = textFrom(bytes, origin).replace(/[\r\n]+$/, '');
  if (secret.trim() === '') {
    throw new SecretError(`${origin} is empty`, 'put the secret there');
  }
  if (form === 'line' && notInLine.test(secret)) {
    throw new SecretError(
      `${origin} gave several lines, or a control character, where the secret is one line`,
      'store only the secret, on one line',
    );
  }
  return secret;
}

/** Neither a field nor a header takes these: a browser drops them without a word. */
const notInLine = /[\p{Cc}\u2028\u2029]/u;

/** UTF-8, or UTF-16 with its byte order mark, as PowerShell writes it. */
function textFrom(bytes: Uint8Array, origin: string): string {
  const mark = Buffer.from(bytes.subarray(0, 2)).toString('hex');
  const encoding = mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // The decoder's own error is not passed on: nothing that was read may travel in an error.
  }
  throw new SecretError(
    `${origin} gave something that is not UTF-8 text`,
    'save the secret as plain text in UTF-8',
  );
}

const isBase64 = (bytes: Uint8Array): boolean =>
  /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(Buffer.from(bytes).toString('latin1'));
