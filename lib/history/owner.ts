import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** The process that a run belongs to: enough to tell later whether it is still there. */
export interface Owner {
  readonly host: string;
  readonly pid: number;
  /** When the process started, in the kernel's ticks: a pid is given to another process sooner or later. */
  readonly born: string;
}

export function thisProcess(): Owner {
  return { host: hostname(), pid: process.pid, born: bornAt(process.pid) ?? '' };
}

/** Is the owner still running? `undefined` when it runs, or ran, on another machine or in another container. */
export function isAlive(owner: Owner): boolean | undefined {
  if (owner.host !== hostname()) return undefined;
  const born = bornAt(owner.pid);
  if (born !== undefined) return born === owner.born;
  try {
    process.kill(owner.pid, 0);
    return owner.born === '';
  } catch {
    return false;
  }
}

/** Field 22 of /proc/PID/stat, counted from behind the name (which may hold blanks); nothing where there is no /proc. */
function bornAt(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
