import { randomUUID } from 'node:crypto';
import { link, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from '../platform/folder.ts';
import type { Secret } from '../platform/secret.ts';

/**
 * Writes a secret into a file of its own (mode 0600), whole or not at all.
 * @param replace whether a file that is there may go; otherwise it stays
 * @throws Error when the file is there and must stay, or cannot be written
 */
export async function saveSecret(file: string, secret: Secret, replace: boolean): Promise<void> {
  makeFolder(dirname(file));
  const beside = `${file}.${randomUUID()}`;
  try {
    await writeFile(beside, secret.reveal(), { mode: 0o600, flag: 'wx', flush: true });
    // A link is never made over something that is there.
    await (replace ? rename(beside, file) : link(beside, file));
  } finally {
    await rm(beside, { force: true });
  }
}
