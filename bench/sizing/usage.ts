// What a process and everything below it costs, read from /proc (Linux only).
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/** Of all processes of one kind together: `own` is the process itself, `browser` everything below it. */
export interface Usage {
  /** The most memory that was seen in use, in MiB. */
  peakMiB: number;
  cpuSeconds: number;
}

const kinds = ['own', 'browser'] as const;
/** Linux counts CPU time in hundredths of a second. */
const ticksPerSecond = 100;
const sampleMs = 200;

/** Looks again and again until `done` is over. */
export async function measure(
  pid: number,
  done: Promise<unknown>,
): Promise<Record<(typeof kinds)[number], Usage>> {
  const usage = { own: { peakMiB: 0, cpuSeconds: 0 }, browser: { peakMiB: 0, cpuSeconds: 0 } };
  // A process that has ended keeps what it was last seen with: less than one look is lost.
  const ticks = new Map<number, number>();
  const ended = done.then(
    () => true,
    () => true,
  );
  do {
    const tree = treeOf(pid);
    for (const { pid: each, ticks: spent } of tree) ticks.set(each, spent);
    for (const kind of kinds) {
      const members = tree.filter(each => (each.pid === pid) === (kind === 'own'));
      usage[kind].peakMiB = Math.max(usage[kind].peakMiB, memoryOf(members.map(each => each.pid)));
    }
  } while (!(await Promise.race([ended, setTimeout(sampleMs, false)])));
  for (const [each, spent] of ticks)
    usage[each === pid ? 'own' : 'browser'].cpuSeconds += spent / ticksPerSecond;
  return usage;
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
}

/** A process and everything below it. */
export function treeOf(root: number): Process[] {
  const all = readdirSync('/proc').flatMap(name => (/^\d+$/.test(name) ? (statOf(Number(name)) ?? []) : []));
  const byParent = Map.groupBy(all, ({ parent }) => parent);
  const below = (pid: number): Process[] =>
    (byParent.get(pid) ?? []).flatMap(each => [each, ...below(each.pid)]);
  return [...all.filter(({ pid }) => pid === root), ...below(root)];
}

/** Fields 4, 14 and 15 of /proc/PID/stat, counted from behind the name (which may hold blanks). */
function statOf(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { pid, parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return undefined;
  }
}

/**
 * The memory of processes that share a program, in MiB: what is theirs (pages that they share count once), and the
 * program's own pages once, as those of the process with the most. Proportional sizes alone would be too small where
 * others run the same program.
 */
function memoryOf(pids: readonly number[]): number {
  const theirs = pids.map(
    pid => kibIn(`/proc/${pid}/smaps_rollup`, 'Pss_Anon') + kibIn(`/proc/${pid}/smaps_rollup`, 'Pss_Shmem'),
  );
  const program = pids.map(pid => kibIn(`/proc/${pid}/status`, 'RssFile'));
  return (theirs.reduce((sum, kib) => sum + kib, 0) + Math.max(0, ...program)) / 1024;
}

function kibIn(file: string, field: string): number {
  try {
    const [, kib = '0'] = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(file, 'utf8')) ?? [];
    return Number(kib);
  } catch {
    return 0; // gone meanwhile
  }
}
