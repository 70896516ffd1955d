// One set-up at a time. For Node 20, without dependencies: the set-up needs it.
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

const staleLockMs = 45 * 60_000;

/**
 * Waits until no other set-up of this clone is at work, and keeps others waiting until this process ends.
 * @param {string} root the clone
 * @param {() => void} onWait called once if there is something to wait for
 */
export async function takeLock(root, onWait) {
  // npm may take node_modules away while it works, so the lock is stored elsewhere: one for each clone and user.
  const name = createHash('sha256').update(`${root} ${homedir()}`).digest('hex').slice(0, 16);
  const lock = join(tmpdir(), `genkan-setup-${name}.lock`);
  let isWaiting = false;
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      process.once('exit', () => rmSync(lock, { force: true }));
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') return; // a read-only folder does not prevent the start
    }
    if (isStale(lock)) {
      rmSync(lock, { force: true });
      continue;
    }
    if (!isWaiting) onWait();
    isWaiting = true;
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}

/** Left behind by a process that was killed. */
function isStale(lock) {
  try {
    if (Date.now() - statSync(lock).mtimeMs > staleLockMs) return true;
    const pid = Number(readFileSync(lock, 'utf8'));
    // Empty: its owner has just made it and not yet written its number.
    if (pid === 0) return Date.now() - statSync(lock).mtimeMs > 5000;
    if (pid === process.pid) return true;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
