import { readFileSync } from 'node:fs';

/** A process of this machine, or of this container: enough to tell later whether it is still there. */
export interface ProcessId {
  readonly pid: number;
  /** When the process started, in the kernel's ticks: a pid is given to another process sooner or later. */
  readonly born: string;
}

export function thisProcess(): ProcessId {
  return { pid: process.pid, born: bornAt(process.pid) ?? '' };
}

export function isAlive({ pid, born }: ProcessId): boolean {
  const found = bornAt(pid);
  if (found !== undefined) return found === born;
  try {
    process.kill(pid, 0);
    return born === '';
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
