import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * As `mkdir -p`. Node's own recursive one never returns where no folder can be made in one that exists: in /proc, or in a
 * working directory that somebody has removed meanwhile.
 * @param mode of each folder that is made, independent of the umask
 * @throws Error with `code` when one cannot be made
 */
export function makeFolder(path: string, mode = 0o700): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent, mode);
  try {
    mkdirSync(path, { mode });
    grant(path, mode);
  } catch (error) {
    // Another process was quicker.
    if (!existsSync(path)) throw error;
  }
}

/** Adds the permissions that the umask of this process has taken away. Where none is missing, nothing is changed. */
export function grant(path: string, mode: number): void {
  const { mode: current } = statSync(path);
  if ((current & mode) !== mode) chmodSync(path, (current & 0o7777) | mode);
}
