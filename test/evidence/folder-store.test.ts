import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CleanArtifact } from '../../lib/domain/evidence-store.ts';
import { FolderEvidenceStore } from '../../lib/evidence/folder-store.ts';
import { discrepancies } from '../../lib/evidence/manifest.ts';
import { aFailure } from '../run-records.ts';

const run = aFailure();
const at = '2026-11-23T05:45:16.000Z';
const frame = (name: string): CleanArtifact => ({ kind: 'film', name, bytes: new Uint8Array([1, 2, 3]) });

let reports: string;
let store: FolderEvidenceStore;
beforeEach(() => {
  reports = mkdtempSync(join(tmpdir(), 'genkan-store-'));
  store = new FolderEvidenceStore(reports);
});
afterEach(() => rmSync(reports, { recursive: true }));

test('a folder exists complete, with its manifest, or not at all', async () => {
  const dropped = [{ kind: 'trace', file: 'trace.zip', reason: 'it could not be cleaned' }] as const;
  expect(await store.save(run, [frame('01-email.jpg'), frame('02-stop.jpg')], dropped, at)).toEqual([
    { kind: 'film', file: `evidence/2026-11-23/${run.runId}/01-email.jpg`, bytes: 3 },
    { kind: 'film', file: `evidence/2026-11-23/${run.runId}/02-stop.jpg`, bytes: 3 },
  ]);
  const { manifest } = store.find(run) ?? {};
  expect(manifest).toMatchObject({ runId: run.runId, completeAt: at, dropped });
  expect(readdirSync(store.folderOf(run)).toSorted()).toEqual([
    '01-email.jpg',
    '02-stop.jpg',
    'manifest.json',
  ]);

  const other = aFailure({ runId: 'other' });
  // A name that no file can have: the second file cannot be written, so the first one goes, too.
  await expect(store.save(other, [frame('01-email.jpg'), frame('no/file.jpg')], [], at)).rejects.toThrow(
    'ENOENT',
  );
  expect(readdirSync(join(reports, 'evidence', '2026-11-23'))).toEqual([run.runId]);
});

test('a file that is missing, cut or changed is reported', async () => {
  await store.save(run, [frame('a.jpg'), frame('b.jpg'), frame('c.jpg'), frame('d.jpg')], [], at);
  const { folder, manifest } = store.find(run) ?? { folder: '' };
  if (manifest === undefined) throw new Error('nothing was kept');
  expect(discrepancies(folder, manifest)).toEqual([]);
  rmSync(join(folder, 'a.jpg'));
  truncateSync(join(folder, 'b.jpg'), 1);
  writeFileSync(join(folder, 'c.jpg'), new Uint8Array([1, 2, 4]));
  expect(discrepancies(folder, manifest)).toEqual([
    'a.jpg is missing',
    'b.jpg has 1 bytes, not 3',
    'c.jpg was changed: its SHA-256 is another one',
  ]);
});

test('the incomplete folder of a killed process is not taken for evidence, and is removed with its run', async () => {
  mkdirSync(`${store.folderOf(run)}.tmp`, { recursive: true });
  writeFileSync(`${store.folderOf(run)}.tmp/01-email.jpg`, '');
  await store.saveBaseline('admin-center.contoso.chromium', run, [frame('01-email.jpg')], at);
  mkdirSync(join(reports, 'evidence', 'good', `admin-center.contoso.chromium.${run.runId}.tmp`));
  expect(await store.list()).toEqual([]);
  expect(await store.artifactsOf(run)).toEqual([]);
  await store.sweep(run);
  expect(readdirSync(join(reports, 'evidence')).toSorted()).toEqual(['good']);
  expect(readdirSync(join(reports, 'evidence', 'good'))).toEqual(['admin-center.contoso.chromium']);
});

test('the latest baseline takes the place of the one before', async () => {
  await store.saveBaseline('x', run, [frame('01-email.jpg'), frame('02-mfa.jpg')], at);
  await store.saveBaseline('x', run, [frame('01-email.jpg')], '2026-11-23T06:00:00.000Z');
  expect((await store.baseline('x'))?.map(({ name }) => name)).toEqual(['01-email.jpg']);
  expect(await store.baselineAt('x')).toBe('2026-11-23T06:00:00.000Z');
  expect(await store.baseline('y')).toBeUndefined();
});

test('its size is that of the files on disk, also after something was removed', async () => {
  const other = aFailure({ runId: 'other' });
  for (const each of [run, other]) await store.save(each, [frame('01-email.jpg')], [], at);
  await store.saveBaseline('x', run, [frame('01-email.jpg')], at);
  const size = (folder: string) =>
    readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  const [one, two, good] = [
    store.folderOf(run),
    store.folderOf(other),
    join(reports, 'evidence', 'good', 'x'),
  ].map(size);
  expect(await store.bytes()).toBe((one ?? 0) + (two ?? 0) + (good ?? 0));
  await store.drop(other);
  expect(await store.bytes()).toBe((one ?? 0) + (good ?? 0));
  await store.drop(run);
  expect(existsSync(join(reports, 'evidence', '2026-11-23'))).toBe(false);
});
