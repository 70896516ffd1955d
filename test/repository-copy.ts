import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The files of this repository as they are now, also those that are not committed yet. */
export function filesOfRepository(): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  return listed.split('\0').filter(each => each !== '' && existsSync(join(root, each)));
}

/** A copy of this repository to type in, with the same dependencies. The caller removes it. */
export function copyRepository(): string {
  const copy = mkdtempSync(join(tmpdir(), 'genkan-copy-'));
  for (const file of filesOfRepository()) cpSync(join(root, file), join(copy, file));
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** Runs a command line of the shell in a copy. Variables that configure Genkan are not passed on. */
export async function typeIn(copy: string, command: string, env: Readonly<Record<string, string>> = {}) {
  const clean = Object.entries(process.env).filter(([name]) => !/^(?:GENKAN|CONTOSO|VITEST)/.test(name));
  const child = spawn('sh', ['-c', command], { cwd: copy, env: { ...Object.fromEntries(clean), ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (stdout += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (stderr += part));
  const code = await new Promise<number | null>(resolve => child.on('close', resolve));
  // npm says which script it runs.
  return { code, stderr, stdout: stdout.replace(/^\n(?:> .*\n)+\n/, '') };
}
