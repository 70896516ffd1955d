import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Problem } from '../platform/problem.ts';

/**
 * Why a history cannot be used, where that lies in its folder or in the rights to it: SQLite says no more than "unable to
 * open database file". Undefined where it lies in something else.
 * @param file absolute; need not exist
 * @param thrown code of the error that it failed with
 */
export function accessProblem(
  file: string,
  isWritten: boolean,
  thrown: unknown,
): Omit<Problem, 'where'> | undefined {
  const folder = dirname(file);
  const found = existing(folder);
  if (!statSync(found).isDirectory()) return { what: `${found} is a file, not a folder`, remedy: elsewhere };
  const { R_OK, W_OK, X_OK } = constants;
  const ofFolder = refusalOf(found, isWritten ? W_OK | X_OK : X_OK);
  const path = ofFolder === undefined && existsSync(file) ? file : found;
  const refused = path === file ? refusalOf(file, isWritten ? R_OK | W_OK : R_OK) : ofFolder;
  // A file to which others may write, too, is refused like this: only its owner can set its permissions.
  const code = refused ?? thrown;
  if (code === 'EROFS')
    return {
      what: `${path} is mounted read-only`,
      remedy: `mount it so that it can be written to, or ${elsewhere}`,
    };
  if (code !== 'EACCES' && code !== 'EPERM') return undefined;
  const { uid: owner } = statSync(path);
  const user = process.getuid?.() ?? owner;
  const what = `the user that runs Genkan (uid ${user}) may not ${isWritten ? 'write to' : 'read'} ${path}`;
  return owner !== user
    ? {
        what: `${what}, which belongs to uid ${owner}`,
        remedy: `run Genkan as that user, make this one the owner (chown -R ${user} ${folder}), or ${elsewhere}`,
      }
    : { what, remedy: `allow it (chmod -R u+rwX ${folder}), or ${elsewhere}` };
}

const elsewhere = 'name another folder: --reports DIR';

/** The path itself, or the nearest folder above it that is there, and that this process may look into. */
const existing = (path: string): string => (existsSync(path) ? path : existing(dirname(path)));

/** The code of the error with which the system refuses it. */
function refusalOf(path: string, mode: number): string | undefined {
  try {
    accessSync(path, mode);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}
