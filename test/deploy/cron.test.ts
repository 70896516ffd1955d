import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pathOf, read } from './files.ts';

const execute = promisify(execFile);
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'genkan-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

test.skipIf(!hasSystemd)('systemd understands the timer and the service', async () => {
  // The service names a program that is installed by hand; here something else stands in its place.
  const service = read('deploy/cron/genkan.service').replace('/usr/local/bin/genkan-round', process.execPath);
  const files = [write('genkan.service', service), write('genkan.timer', read('deploy/cron/genkan.timer'))];
  const { stdout, stderr } = await execute('systemd-analyze', ['verify', '--man=no', ...files]);
  expect(stdout + stderr).toBe('');
});

test('a round gets no right that it does not need, and its words', async () => {
  const docker = write('docker', '#!/bin/sh\nprintf "%s\\n" "$@"\n');
  chmodSync(docker, 0o755);
  const { stdout } = await execute(pathOf('deploy/cron/genkan-round'), ['run', '--json'], {
    env: { PATH: `${folder}:/usr/bin:/bin` },
  });
  const words = stdout.trimEnd().split('\n');
  expect(words.slice(-3)).toEqual(['genkan', 'run', '--json']);
  for (const word of ['--rm', '--read-only', 'no-new-privileges', 'seccomp=/etc/genkan/seccomp.json'])
    expect(words).toContain(word);
  expect(words[words.indexOf('--cap-drop') + 1]).toBe('ALL');
  expect(words).toContain('genkan-reports:/app/reports');
});
