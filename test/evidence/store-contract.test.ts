import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CleanArtifact, EvidenceStore } from '../../lib/domain/evidence-store.ts';
import { FolderEvidenceStore } from '../../lib/evidence/folder-store.ts';
import { MemoryEvidenceStore } from '../memory-evidence-store.ts';
import { aFailure } from '../run-records.ts';

/** Every store for evidence, new and empty. */
const stores: Record<string, (reports: string) => EvidenceStore> = {
  'a folder': reports => new FolderEvidenceStore(reports),
  'in memory': () => new MemoryEvidenceStore(),
};

const at = '2026-11-23T05:45:16.000Z';
const later = '2026-11-23T06:00:00.000Z';
const run = aFailure({ runId: '20261123T054500000-aaaaaaaa' });
const picture: CleanArtifact = { kind: 'film', name: '01-email.jpg', bytes: new Uint8Array([1, 2, 3]) };
const page: CleanArtifact = { kind: 'index', name: 'index.html', bytes: new Uint8Array([4, 5]) };

describe.each(Object.entries(stores))('what every store for evidence promises: %s', (_, open) => {
  let reports: string;
  let store: EvidenceStore;
  beforeEach(() => {
    reports = mkdtempSync(join(tmpdir(), 'genkan-store-'));
    store = open(reports);
  });
  afterEach(() => rmSync(reports, { recursive: true }));

  test('what was saved of a run is read by the names that its record has', async () => {
    const saved = await store.save(run, [picture, page], [], at);
    expect(saved).toEqual([
      { kind: 'film', file: store.placeOf(run, picture), bytes: 3 },
      { kind: 'index', file: store.placeOf(run, page), bytes: 2 },
    ]);
    expect(await store.artifactsOf(run)).toEqual(saved);
    const read = await Promise.all(saved.map(({ file }) => store.read(file)));
    expect(read.map(bytes => [...(bytes ?? [])])).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });

  test('evidence that nobody has changed is as it was saved; of a run without evidence nothing is said', async () => {
    await store.save(run, [picture, page], [], at);
    expect(await store.verify(run)).toMatchObject({ savedAt: at, changes: [] });
    expect(await store.verify(aFailure({ runId: '20261123T054500000-bbbbbbbb' }))).toBeUndefined();
    await store.drop(run);
    expect(await store.verify(run)).toBeUndefined();
  });

  test('nothing is read but evidence', async () => {
    await store.save(run, [picture], [], at);
    const place = store.placeOf(run, picture);
    for (const file of [
      '',
      '/etc/passwd',
      'history.sqlite',
      `${place}/../../..`,
      place.slice(0, -1),
      'evidence',
    ])
      expect(await store.read(file), file).toBeUndefined();
    expect(await store.artifactsOf(aFailure({ runId: '20261123T054500000-bbbbbbbb' }))).toEqual([]);
  });

  test('runs are listed, the oldest day first, until they are removed', async () => {
    const older = aFailure({
      runId: '20261122T054500000-cccccccc',
      scheduledAt: '2026-11-22T05:45:00.000Z',
    });
    for (const each of [run, older]) await store.save(each, [picture], [], at);
    const listed = await store.list();
    expect(listed.map(({ runId, date }) => [runId, date])).toEqual([
      [older.runId, '2026-11-22'],
      [run.runId, '2026-11-23'],
    ]);
    expect(await store.bytes()).toBe(listed.reduce((sum, { bytes }) => sum + bytes, 0));
    await store.drop(older);
    expect((await store.list()).map(({ runId }) => runId)).toEqual([run.runId]);
    expect(await store.read(store.placeOf(older, picture))).toBeUndefined();
    await store.drop(older);
    await store.drop(run);
    expect(await store.bytes()).toBe(0);
  });

  test('sweeping leaves complete evidence', async () => {
    const saved = await store.save(run, [picture], [], at);
    await store.sweep(run);
    await store.tidy('2026-11-24');
    expect(await store.artifactsOf(run)).toEqual(saved);
  });

  test('a baseline is replaced as a whole, and forgotten when it was not replaced for long', async () => {
    const [key, other] = ['admin-center.contoso.chromium', 'entra.contoso.chromium'];
    await store.saveBaseline(key, run, [picture, page], at);
    await store.saveBaseline(other, run, [picture], at);
    await store.saveBaseline(key, run, [page], later);
    const kept = (await store.baseline(key)) ?? [];
    expect(kept.map(({ kind, name, bytes }) => [kind, name, [...bytes]])).toEqual([
      ['index', 'index.html', [4, 5]],
    ]);
    expect(await store.baselineAt(key)).toBe(later);
    expect(await store.forgetBaselines(later)).toBe(1);
    expect(await store.baseline(other)).toBeUndefined();
    expect(await store.baselineAt(other)).toBeUndefined();
    expect(await store.baselineAt(key)).toBe(later);
    // A baseline is not the evidence of a run.
    expect(await store.list()).toEqual([]);
  });
});
