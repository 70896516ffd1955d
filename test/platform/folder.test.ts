import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeFolder } from '../../lib/platform/folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'genkan-folder-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('makes what is missing on the way, and leaves what is there', () => {
  const path = join(folder, 'one', 'two');
  makeFolder(path);
  makeFolder(path);
  makeFolder(join(folder, 'open', 'to all'), 0o755);
  const modes = ['one', 'one/two', 'open/to all'].map(name => statSync(join(folder, name)).mode & 0o777);
  expect(modes).toEqual([0o700, 0o700, 0o755]);
});

it.skipIf(process.platform !== 'linux')('ends where none can be made', () => {
  expect(() => makeFolder('/proc/none/such')).toThrow('ENOENT');
});

it.skipIf(process.platform !== 'linux')('ends where somebody has removed the working directory', () => {
  const code = `
    import { rmdirSync } from 'node:fs';
    import { makeFolder } from '${new URL('../../lib/platform/folder.ts', import.meta.url)}';
    rmdirSync(process.cwd());
    makeFolder('reports/evidence');
  `;
  const { stderr, signal } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 120_000,
  });
  expect(signal).toBeNull();
  expect(stderr).toContain("ENOENT: no such file or directory, mkdir 'reports'");
});
