// Running other programs, and finding them. For Node 20, without dependencies: the set-up needs it.
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const children = new Set();

/**
 * Runs a program; never throws. What it prints is kept for the case that it fails.
 * It is ended after `ms` milliseconds, or when it has said nothing for `stallMs`.
 */
export function run(command, args, { cwd, ms, stallMs = ms, env = process.env }) {
  return new Promise(resolve => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    children.add(child);
    let output = '';
    let tooLong = false;
    const giveUp = () => {
      tooLong = true;
      end(child, 'SIGKILL');
      // Something that it started may still hold these open.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const timer = setTimeout(giveUp, ms);
    let silence = setTimeout(giveUp, stallMs);
    const hear = chunk => {
      output = (output + chunk).slice(-100_000);
      clearTimeout(silence);
      silence = setTimeout(giveUp, stallMs);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const finish = (ok, last = '') => {
      clearTimeout(timer);
      clearTimeout(silence);
      children.delete(child);
      resolve({ ok, output: `${output}${last}` });
    };
    child.on('error', error => finish(false, `${command}: ${error.code ?? error.message}`));
    child.on('close', code =>
      finish(code === 0 && !tooLong, tooLong ? '\nit took too long and was ended' : ''),
    );
  });
}

/** As leader of its own group a program can be ended together with what it has started. */
function end(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Gone by itself meanwhile, or never started.
  }
}

/** The path of a command, or undefined. */
export function which(command) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map(folder => join(folder, command)).find(canRun);
}

export function canRun(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

// A signal that ends the set-up ends the processes that it has started, too.
const signals = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };
for (const [signal, code] of Object.entries(signals)) {
  process.on(signal, () => {
    for (const child of children) end(child, 'SIGTERM');
    process.exit(code);
  });
}
