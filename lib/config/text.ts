import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { InputError } from '../platform/problem.ts';

const maxBytes = 1024 * 1024;

/**
 * The text of the configuration file.
 * @throws InputError when there is none that could be one
 */
export async function readText(file: string): Promise<string> {
  const reject = (what: string, remedy: string, cause?: unknown) =>
    new InputError([{ where: file, what, remedy, cause }]);
  let bytes: Uint8Array;
  try {
    // One byte more than a configuration may have, so that a longer one can be recognised.
    bytes = await buffer(createReadStream(file, { end: maxBytes }));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw reject(
        'does not exist',
        'write it, or name another one with --config FILE or GENKAN_CONFIG',
        error,
      );
    }
    if (code === 'EISDIR') throw reject('is a folder', 'name the file in it', error);
    throw reject('cannot be read', 'give the user that runs Genkan read access to it', error);
  }
  if (bytes.length > maxBytes) throw reject('is larger than 1 MiB', 'check that this is the right file');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw reject('is not UTF-8 text', 'save it as plain text in UTF-8', error);
  }
}
