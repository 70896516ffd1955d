import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { maxSecretBytes, SecretError, type SecretSource } from './source.ts';

/** `file:PATH`: what a file holds. */
export const readSecretFile: SecretSource = async (path, { folder }) => {
  const file = resolve(folder, path);
  return { bytes: await readStart(file), origin: `the file ${file}` };
};

/** One byte more than a secret may have, so that a longer file can be recognised. */
async function readStart(file: string): Promise<Uint8Array> {
  let handle: FileHandle | undefined;
  try {
    // A pipe that nobody writes to would be waited for without end, and Node could not even leave meanwhile.
    handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(maxSecretBytes + 1));
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw whyUnreadable(file, error);
  } finally {
    await handle?.close();
  }
}

function whyUnreadable(file: string, cause: unknown): SecretError {
  const because = (what: string, remedy: string) => new SecretError(what, remedy, { cause });
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return because(`the file ${file} does not exist`, 'write the secret there, or correct the path');
  }
  if (code === 'EISDIR') return because(`${file} is a folder`, 'name a file in it');
  if (code === 'EACCES' || code === 'EPERM') {
    return because(`the file ${file} is not readable`, 'give the user that runs Genkan read access to it');
  }
  if (code === 'EAGAIN') return because(`the pipe ${file} has nothing to read yet`, 'name a file');
  return because(`the file ${file} cannot be read`, 'check that this user can read it');
}
