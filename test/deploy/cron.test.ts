import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pathOf, read } from './files.ts';

const execute = promisify(execFile);
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

const round = pathOf('deploy/cron/genkan-round');
let folder: string;
let env: { PATH: string };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'genkan-test-'));
  env = { PATH: `${folder}:/usr/bin:/bin` };
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** Stands in for a program of that name. */
function writeProgram(name: string, body: string): void {
  chmodSync(write(name, `#!/bin/sh\n${body}\n`), 0o755);
}

test.skipIf(!hasSystemd)('systemd understands the timer and the service', async () => {
  // The service names a program that is installed by hand; here something else stands in its place.
  const service = read('deploy/cron/genkan.service').replace('/usr/local/bin/genkan-round', process.execPath);
  const files = [write('genkan.service', service), write('genkan.timer', read('deploy/cron/genkan.timer'))];
  const { stdout, stderr } = await execute('systemd-analyze', ['verify', '--man=no', ...files]);
  expect(stdout + stderr).toBe('');
});

test('a round gets its arguments, and no right that it does not need', async () => {
  writeProgram('docker', 'printf "%s\\n" "$@"');
  const { stdout } = await execute(round, ['run', '--json'], { env });
  const words = stdout.trimEnd().split('\n');
  expect(words.slice(-3)).toEqual(['genkan', 'run', '--json']);
  for (const word of ['--rm', '--read-only', 'no-new-privileges', 'seccomp=/etc/genkan/seccomp.json'])
    expect(words).toContain(word);
  expect(words[words.indexOf('--cap-drop') + 1]).toBe('ALL');
  expect(words).toContain('genkan-reports:/app/reports');
});

test("ends with the round's exit code, and leaves alone what has ended", async () => {
  writeProgram('docker', 'echo "$1" >&2; exit 3');
  await expect(execute(round, { env })).rejects.toMatchObject({ code: 3, stderr: 'run\n' });
});

test('a round that does not stop in its time is killed, not only the client that started it', async () => {
  // Its time is five seconds, enough to start even on a slow machine; its patience a tenth of one.
  writeProgram('timeout', 'shift; shift; exec /usr/bin/timeout --kill-after=0.1 5 "$@"');
  writeProgram(
    'docker',
    `if [ "$1" = kill ]; then echo "$2" >${folder}/killed; exit; fi
echo "$4"; trap : TERM; while :; do /bin/sleep 0.1; done`,
  );
  const { stdout } = await execute(round, { env }).catch((error: { code: number; stdout: string }) => error);
  expect(stdout).toMatch(/^genkan-\d+$/m);
  expect(readFileSync(join(folder, 'killed'), 'utf8')).toBe(stdout);
});
