import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { maxSecretBytes, SecretError, type SecretSource, secretFromBytes } from './source.ts';

/** `file:PATH`: what a file holds, without the line end at its end. */
export const readSecretFile: SecretSource = async (path, { folder }) => {
  const file = resolve(folder, path);
  return secretFromBytes(await readStart(file), `the file ${file}`);
};

/** One byte more than a secret may have, so that a longer file is told from one that just fits. */
async function readStart(file: string): Promise<Uint8Array> {
  try {
    await using handle = await open(file);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(maxSecretBytes + 1));
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw whyUnreadable(file, error);
  }
}

function whyUnreadable(file: string, error: unknown): SecretError {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new SecretError(`the file ${file} does not exist`, 'write the secret there, or mend the path');
    case 'EISDIR':
      return new SecretError(`${file} is a folder`, 'name a file in it');
    case 'EACCES':
    case 'EPERM':
      return new SecretError(`the file ${file} may not be read`, 'let the user that runs Genkan read it');
    default:
      return new SecretError(`the file ${file} cannot be read`, 'see whether this user can read it by hand');
  }
}
