import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isLocked, takeLock } from '../../lib/platform/process-lock.ts';

const script = fileURLToPath(new URL('temporary-owner.ts', import.meta.url));
const unshare = 'unshare --user --map-root-user --pid --fork --kill-child --mount-proc'.split(' ');
/** Where the machine forbids namespaces to its users, the processes are at least two. */
const newNamespace = spawnSync(unshare[0] ?? '', [...unshare.slice(1), 'true']).status === 0 ? unshare : [];

let temporary: string;
const started: ChildProcess[] = [];
beforeEach(() => (temporary = mkdtempSync(join(tmpdir(), 'genkan-test-'))));
afterEach(async () => {
  for (const child of started.splice(0)) await end(child, 'SIGKILL');
  rmSync(temporary, { recursive: true });
});

/** A process with a temporary folder, and in it what takes a browser's place. */
async function start(...through: readonly string[]) {
  const [command, ...args] = [...through, process.execPath, script];
  const child = spawn(command, args, {
    env: { PATH: process.env['PATH'], TMPDIR: temporary },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  started.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { home, browser } = JSON.parse(line.toString()) as { home: string; browser: number };
  return { child, folder: dirname(home), browser };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'close');
}

/** Of this machine, seen from here: inside a namespace of its own it has another id. */
const isRunning = (home: string): boolean =>
  readdirSync('/proc').some(pid => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`HOME=${home}`);
    } catch {
      return false;
    }
  });

test.each([
  ['in one PID namespace', []],
  ['in PID namespaces of their own, where process ids of the other mean nothing', newNamespace],
])('of two processes with one temporary folder, %s, each leaves the other alone', async (_how, through) => {
  const first = await start();
  const second = await start(...through);
  const third = await start(...through);
  for (const { folder } of [first, second, third]) {
    expect(existsSync(folder), folder).toBe(true);
    expect(isRunning(folder), folder).toBe(true);
  }
  // A process that ends takes its folder with it.
  third.child.stdin.end();
  await once(third.child, 'close');
  expect(readdirSync(temporary).toSorted()).toEqual(
    [first, second].map(({ folder }) => basename(folder)).toSorted(),
  );
});

test('what a killed process has left is ended and removed by the next one, whatever has its process id by now', async () => {
  const first = await start();
  await end(first.child, 'SIGKILL');
  expect(isRunning(first.folder)).toBe(true);
  const second = await start();
  expect(readdirSync(temporary)).toEqual([basename(second.folder)]);
  await expect.poll(() => isRunning(first.folder)).toBe(false);
  expect(isRunning(second.folder)).toBe(true);
});

test('a folder that only looks like one of ours is left alone: that of another user, and a link', async () => {
  const theirs = join(temporary, 'genkan-browsers-theirs');
  const target = join(temporary, 'somewhere');
  mkdirSync(theirs);
  mkdirSync(target);
  // Only root can give a folder away; for everybody else, one that cannot be looked into is as good.
  if (process.getuid?.() === 0) chownSync(theirs, 65_534, 65_534);
  else chmodSync(theirs, 0);
  symlinkSync(target, join(temporary, 'genkan-browsers-link'));
  await start();
  expect(readdirSync(temporary)).toEqual(
    expect.arrayContaining(['genkan-browsers-theirs', 'genkan-browsers-link', 'somewhere']),
  );
});

test('a lock is seen by others for as long as its process has it', () => {
  const file = join(temporary, 'lock');
  expect(isLocked(file)).toBe(false);
  const lock = takeLock(file);
  expect(isLocked(file)).toBe(true);
  expect(() => takeLock(file)).toThrow('locked');
  lock.release();
  lock.release();
  expect(isLocked(file)).toBe(false);
  expect(isLocked(join(temporary, 'nowhere', 'lock'))).toBe(false);
});
