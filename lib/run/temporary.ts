import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../core/folder.ts';
import { isAlive, thisProcess } from './process.ts';

const prefix = 'genkan-browser-';

/** Where it lies, among those of others, and it. */
let own: { readonly parent: string; readonly folder: string } | undefined;

/**
 * The temporary folder of this process, readable by its owner only: everything of browsers lies below it, also what
 * Playwright makes by itself (a profile may hold an admin's session), which it puts where `TMPDIR` says when a browser
 * starts. So the next start finds all that a killed process has left.
 * @param env the environment of this process: from now on its `TMPDIR` is this folder
 */
export function openTemporary(env: Record<string, string | undefined>): string {
  const { parent } = own ?? { parent: tmpdir() };
  sweep(parent);
  if (own === undefined) {
    const { pid, born } = thisProcess();
    const folder = mkdtempSync(join(parent, `${prefix}${pid}-${born}-`));
    process.once('exit', () => remove(folder));
    own = { parent, folder };
  }
  // Whoever tidies up old temporary files may have taken it.
  makeFolder(own.folder);
  env['TMPDIR'] = own.folder;
  return own.folder;
}

/** Never throws: what cannot be removed goes with a later start, and is no reason not to sign in. */
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

/** Ends browsers and removes folders that a killed process of ours has left: they may still be signed in. */
function sweep(parent: string): void {
  for (const name of readdirSync(parent)) {
    const [, pid, born = ''] = new RegExp(`^${prefix}(\\d+)-(\\d*)-`).exec(name) ?? [];
    if (pid === undefined || isAlive({ pid: Number(pid), born })) continue;
    const folder = join(parent, name);
    killProcessesOf(folder);
    remove(folder);
  }
}
