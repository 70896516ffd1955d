import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSink } from '../../lib/sinks/sinks.ts';
import { emptySnapshot } from './snapshot.ts';

const nothing = { snapshot: emptySnapshot, runs: [] };
const never = new AbortController().signal;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'genkan-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('it makes the folder, writes the whole file and leaves nothing beside it', async () => {
  const path = join(folder, 'new', 'genkan.prom');
  await openSink({ type: 'textfile', path }, {}).publish(nothing, never);
  expect(readFileSync(path, 'utf8')).toContain('genkan_build_info{location="tokyo",version="0.1.0"} 1\n');
  expect(readdirSync(join(folder, 'new'))).toEqual(['genkan.prom']);
});

test.each([0o077, 0o027, 0o777])('others can read it whatever the umask: %o', async umask => {
  const path = join(folder, 'new', 'deeper', 'genkan.prom');
  const before = process.umask(umask);
  try {
    await openSink({ type: 'textfile', path }, {}).publish(nothing, never);
    await openSink({ type: 'textfile', path }, {}).publish(nothing, never);
  } finally {
    process.umask(before);
  }
  const modes = ['new', 'new/deeper', 'new/deeper/genkan.prom'].map(
    name => statSync(join(folder, name)).mode & 0o777,
  );
  expect(modes).toEqual([0o755, 0o755, 0o644]);
});

test('two at once disturb neither each other nor the files beside it; the rest of a killed one is removed', async () => {
  const path = join(folder, 'genkan.prom');
  const left = ['genkan.prom.1.tmp', 'genkan.prom.x.tmp', 'other.prom.1.tmp', 'genkan.prom.bak'];
  for (const name of left) writeFileSync(join(folder, name), '');
  const hoursAgo = Date.now() / 1_000 - 7_200;
  for (const name of left.slice(1)) utimesSync(join(folder, name), hoursAgo, hoursAgo);
  symlinkSync(path, join(folder, 'genkan.prom.link.tmp'));
  const sink = openSink({ type: 'textfile', path }, {});
  await Promise.all([
    sink.publish(nothing, never),
    sink.publish(nothing, never),
    sink.publish(nothing, never),
  ]);
  expect(readFileSync(path, 'utf8')).toContain('genkan_build_info{location="tokyo",version="0.1.0"} 1\n');
  expect(readdirSync(folder).toSorted()).toEqual([
    'genkan.prom',
    'genkan.prom.1.tmp',
    'genkan.prom.bak',
    'genkan.prom.link.tmp',
    'other.prom.1.tmp',
  ]);
});

test('what cannot be written leaves the last good file in place', async () => {
  const path = join(folder, 'genkan.prom');
  await openSink({ type: 'textfile', path }, {}).publish(nothing, never);
  const below = openSink({ type: 'textfile', path: join(path, 'below', 'a-file.prom') }, {});
  await expect(below.publish(nothing, never)).rejects.toThrow(/ENOTDIR|EEXIST/);
  expect(readFileSync(path, 'utf8')).toContain('genkan_build_info');
});
