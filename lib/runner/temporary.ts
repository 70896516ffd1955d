import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeLock } from '../platform/process-lock.ts';

const prefix = 'genkan-browsers-';
const lockName = 'lock';

/** A process that checks whether a folder is left behind has its lock for as long as it takes to remove a few files. */
const lockMs = 10_000;

/** The folder of this process, and the temporary folder that it is in. */
let own: { readonly parent: string; readonly folder: string } | undefined;

/**
 * The temporary folder of this process, readable by its owner only: everything of browsers is below it, also what
 * Playwright makes by itself (a profile may hold an admin's session), which it puts where `TMPDIR` says when a browser
 * starts. So the next start finds all that a killed process has left.
 *
 * The folder belongs to the process that has the lock in it. A process id would not do: in another container the same id is another
 * process, or none.
 * @param env the environment of this process: from now on its `TMPDIR` is this folder
 */
export function openTemporary(env: Record<string, string | undefined>): string {
  const { parent } = own ?? { parent: tmpdir() };
  sweep(parent);
  // A cleaner of old temporary files may have taken it, with its lock.
  if (own === undefined || !existsSync(join(own.folder, lockName))) own = { parent, folder: claim(parent) };
  env['TMPDIR'] = own.folder;
  return own.folder;
}

/** Never throws: a later start removes the rest, and it does not prevent a sign-in. */
export function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // Somebody else's, or a browser that is just ending still writes there.
  }
}

/** Ends every process whose home is or was in this folder. Linux only; elsewhere there is nothing to look them up in. */
export function killProcessesOf(folder: string): void {
  for (const pid of existsSync('/proc/self/environ') ? readdirSync('/proc') : []) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
      if ([`HOME=${folder}\0`, `HOME=${folder}/`].some(home => environment.includes(home)))
        process.kill(Number(pid), 'SIGKILL');
    } catch {
      // Gone meanwhile, or somebody else's.
    }
  }
}

/**
 * A new folder with its lock. Between making and locking it, another process may take it for left behind: then again.
 * @throws Error when nothing can be locked there
 */
function claim(parent: string): string {
  for (;;) {
    const folder = mkdtempSync(join(parent, prefix));
    try {
      takeLock(join(folder, lockName), lockMs);
    } catch (error) {
      if (existsSync(folder)) throw error;
    }
    if (existsSync(join(folder, lockName))) {
      process.once('exit', () => remove(folder));
      return folder;
    }
  }
}

/** Ends browsers and removes folders that a killed process of ours has left: they may still be signed in. */
function sweep(parent: string): void {
  for (const name of readdirSync(parent)) {
    const folder = join(parent, name);
    if (!name.startsWith(prefix) || folder === own?.folder || !isOfThisUser(folder)) continue;
    try {
      const lock = takeLock(join(folder, lockName));
      killProcessesOf(folder);
      remove(folder);
      lock.release();
    } catch {
      // Another process is using it, or has just removed it.
    }
  }
}

/** In a temporary folder for everybody, another user may have put anything under any name, links included. */
function isOfThisUser(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === process.getuid?.();
}
