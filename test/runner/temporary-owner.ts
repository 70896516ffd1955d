import { spawn } from 'node:child_process';
import process from 'node:process';
import { openTemporary } from '../../lib/runner/temporary.ts';

// Opens the temporary folder with a process in it that takes a browser's place, says so, and lives until it is ended:
// node temporary-owner.ts, with TMPDIR in the environment.

const home = `${openTemporary(process.env)}/home-1`;
const browser = spawn('sleep', ['600'], { env: { PATH: process.env['PATH'], HOME: home } });
process.stdout.write(`${JSON.stringify({ home, browser: browser.pid })}\n`);
process.stdin.on('end', () => process.exit(browser.kill('SIGKILL') ? 0 : 1)).resume();
