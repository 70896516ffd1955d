import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CleanArtifact } from '../../lib/domain/evidence-store.ts';
import { FolderEvidenceStore } from '../../lib/evidence/folder-store.ts';
import { discrepancies } from '../../lib/evidence/manifest.ts';
import { History } from '../../lib/history/history.ts';
import { systemClock } from '../../lib/platform/clock.ts';
import { forgetOldRuns } from '../../lib/runner/retention.ts';
import { runContextIn } from '../run-context.ts';
import { aFailure, aRecord } from '../run-records.ts';

// What file managers, backups, network file systems and administrators leave among the evidence, and links.

const day = 86_400_000;
const now = Date.parse('2026-11-23T06:00:00.000Z');
const at = (days: number) => new Date(now - days * day).toISOString();
const id = (n: number) => `20261001T000000000-0000000${n}`;
const aRun = (n: number, days: number) => aFailure({ runId: id(n), account: `a${n}`, scheduledAt: at(days) });
const artifacts = (...names: string[]): CleanArtifact[] =>
  names.map(name => ({ kind: 'film', name, bytes: new Uint8Array([1, 2, 3]) }));

let folder: string;
let reports: string;
let elsewhere: string;
let store: FolderEvidenceStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'genkan-test-'));
  reports = join(folder, 'reports');
  elsewhere = join(folder, 'elsewhere');
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, '01-email.jpg'), 'precious');
  writeFileSync(join(elsewhere, 'notes.txt'), 'precious');
  store = new FolderEvidenceStore(reports);
});
afterEach(() => {
  // Whatever was tried: nothing outside was touched.
  for (const name of ['01-email.jpg', 'notes.txt'])
    expect(readFileSync(join(elsewhere, name), 'utf8')).toBe('precious');
  expect(readdirSync(elsewhere).toSorted()).toEqual(['01-email.jpg', 'notes.txt']);
  rmSync(folder, { recursive: true });
});

const save = (run: ReturnType<typeof aRun>, to = store) =>
  to.save(run, artifacts('01-email.jpg', '02-stop.jpg'), [], at(0));

/** What retention does, with runs that are 400 days and evidence that is 30 days kept. */
async function retain(to = store, maxBytes = 1e9) {
  const history = History.open(reports);
  const parts = runContextIn(reports, history, { clock: { ...systemClock, now: () => now } });
  const logged = vi.spyOn(parts.log, 'error');
  await forgetOldRuns(
    { ...parts, evidence: { ...parts.evidence, store: to } },
    { runsMs: 400 * day, evidenceMs: 30 * day, maxBytes },
  );
  await history.close();
  return logged;
}

/** Everything that others may leave in a folder. */
function litter(where: string): string[] {
  writeFileSync(join(where, '.DS_Store'), 'x'.repeat(1_000));
  writeFileSync(join(where, '.nfs000000000123'), 'x'.repeat(1_000));
  writeFileSync(join(where, 'Thumbs.db'), 'x'.repeat(1_000));
  writeFileSync(join(where, 'notes.txt'), 'x'.repeat(1_000));
  mkdirSync(join(where, '@eaDir'));
  writeFileSync(join(where, '@eaDir', 'page.html'), 'x'.repeat(1_000));
  symlinkSync(elsewhere, join(where, 'folder-link'));
  symlinkSync(join(elsewhere, '01-email.jpg'), join(where, '09-link.jpg'));
  return [
    '.DS_Store',
    '.nfs000000000123',
    '09-link.jpg',
    '@eaDir',
    'Thumbs.db',
    'folder-link',
    'notes.txt',
  ].toSorted();
}

describe('files that others have put there', () => {
  test('stay, are not counted, and do not prevent the removal of ours', async () => {
    const old = aRun(1, 40);
    const alone = aRun(2, 41);
    const young = aRun(3, 1);
    for (const run of [old, alone, young]) await save(run);
    const bytes = await store.bytes();
    const places = [
      join(reports, 'evidence'),
      dirname(store.folderOf(old)),
      store.folderOf(old),
      store.folderOf(young),
    ];
    const left = places.map(litter);
    expect(await new FolderEvidenceStore(reports).bytes()).toBe(bytes);
    expect((await store.list()).map(({ runId }) => runId)).toEqual(
      [alone, old, young].map(({ runId }) => runId),
    );

    expect(await retain()).not.toHaveBeenCalled();
    expect(existsSync(dirname(store.folderOf(alone)))).toBe(false);
    expect(readdirSync(store.folderOf(old)).toSorted()).toEqual(left[2]);
    expect(readdirSync(dirname(store.folderOf(old))).toSorted()).toEqual(
      [...(left[1] ?? []), old.runId].toSorted(),
    );
    expect(store.find(young)).toBeDefined();
    expect((await store.list()).map(({ runId }) => runId)).toEqual([young.runId]);
    // What is left there is not taken for evidence again.
    expect(await retain()).not.toHaveBeenCalled();
    expect(readdirSync(store.folderOf(old)).toSorted()).toEqual(left[2]);
  });

  test('do not count towards the limit', async () => {
    const run = aRun(1, 2);
    await save(run);
    litter(store.folderOf(run));
    litter(dirname(store.folderOf(run)));
    await retain(store, 2_000);
    expect(store.find(run)).toBeDefined();
    await retain(store, 10);
    expect(store.find(run)).toBeUndefined();
  });

  test('and have been removed since, no longer keep the folder', async () => {
    const run = aRun(1, 40);
    await save(run);
    const open = join(store.folderOf(run), '.nfs000000000123');
    writeFileSync(open, '');
    await retain();
    expect(readdirSync(store.folderOf(run))).toEqual(['.nfs000000000123']);
    rmSync(open);
    await retain();
    expect(readdirSync(join(reports, 'evidence'))).toEqual([]);
  });

  test('in the folder of a baseline do not keep the next one from replacing it', async () => {
    const key = 'admin-center.contoso.chromium';
    await store.saveBaseline(key, aRecord(), artifacts('01-email.jpg', '02-mfa.jpg'), at(40));
    const baseline = join(reports, 'evidence', 'good', key);
    const left = litter(baseline);
    litter(join(reports, 'evidence', 'good'));
    await store.saveBaseline(key, aRecord(), artifacts('01-email.jpg'), at(39));
    expect((await store.baseline(key))?.map(({ name }) => name)).toEqual(['01-email.jpg']);
    expect(await store.baselineAt(key)).toBe(at(39));
    expect(await store.forgetBaselines(at(30))).toBe(1);
    expect(readdirSync(baseline).toSorted()).toEqual(left);
    expect(await store.forgetBaselines(at(30))).toBe(0);
  });

  test('among incomplete evidence stay, too', async () => {
    const run = aRun(1, 40);
    await save(run);
    rmSync(join(store.folderOf(run), 'manifest.json'));
    const unfinished = `${store.folderOf(aRun(2, 40))}.tmp`;
    mkdirSync(unfinished);
    writeFileSync(join(unfinished, '01-email.jpg'), '');
    const left = [store.folderOf(run), unfinished].map(litter);
    await store.sweep(aRun(2, 40));
    await retain();
    expect(readdirSync(store.folderOf(run)).toSorted()).toEqual(left[0]);
    expect(readdirSync(unfinished).toSorted()).toEqual(left[1]);
  });
});

test('the incomplete evidence of a run that is no longer known is removed in the end', async () => {
  const unfinished = `${store.folderOf(aRun(1, 40))}.tmp`;
  mkdirSync(unfinished, { recursive: true });
  writeFileSync(join(unfinished, '01-email.jpg'), '');
  await retain();
  expect(readdirSync(join(reports, 'evidence'))).toEqual([]);
});

test('a folder that cannot be removed does not keep the others', async () => {
  const runs = [aRun(1, 42), aRun(2, 41), aRun(3, 40)];
  for (const run of runs) await save(run);
  const drop = store.drop.bind(store);
  vi.spyOn(store, 'drop').mockImplementation(async run => {
    if (run.runId === id(1)) throw Object.assign(new Error('EPERM'), { code: 'EPERM' });
    await drop(run);
  });
  expect((await retain()).mock.calls[0]?.[0]).toMatchObject({ runs: 1, folder: id(1) });
  expect(runs.map(run => existsSync(store.folderOf(run)))).toEqual([true, false, false]);
});

describe('links', () => {
  test('the reports folder and the folder of all evidence may be some', async () => {
    mkdirSync(join(folder, 'disk'));
    mkdirSync(join(folder, 'other-disk'));
    symlinkSync(join(folder, 'disk'), reports);
    symlinkSync(join(folder, 'other-disk'), join(reports, 'evidence'));
    const [old, young] = [aRun(1, 40), aRun(2, 1)];
    for (const run of [old, young]) await save(run);
    expect(await store.bytes()).toBeGreaterThan(0);
    await retain();
    expect([store.find(old), store.find(young)?.manifest.runId]).toEqual([undefined, young.runId]);
    expect(lstatSync(join(reports, 'evidence')).isSymbolicLink()).toBe(true);
  });

  test.each(['day', 'run', 'manifest', 'baselines', 'baseline'])(
    'a link in place of the %s is not followed',
    async which => {
      const run = aRun(1, 40);
      const key = 'admin-center.contoso.chromium';
      // Everything that makes it look like evidence.
      const copies = join(folder, 'copies');
      const other = new FolderEvidenceStore(copies);
      await save(run, other);
      await other.saveBaseline(key, run, artifacts('01-email.jpg'), at(40));
      const date = dirname(store.folderOf(run));
      const good = join(reports, 'evidence', 'good');
      const made: Record<string, [string, string]> = {
        day: [dirname(other.folderOf(run)), date],
        run: [other.folderOf(run), store.folderOf(run)],
        manifest: [join(other.folderOf(run), 'manifest.json'), join(store.folderOf(run), 'manifest.json')],
        baselines: [join(copies, 'evidence', 'good'), good],
        baseline: [join(copies, 'evidence', 'good', key), join(good, key)],
      };
      const [target, link] = made[which] ?? ['', ''];
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(target, link);
      const before = readdirSync(copies, { recursive: true });

      expect([
        await store.list(),
        await store.bytes(),
        store.find(run),
        await store.baseline(key),
        await store.artifactsOf(run),
      ]).toEqual([[], 0, undefined, undefined, []]);
      await store.drop(run);
      await store.sweep(run);
      await store.forgetBaselines(at(0));
      await retain();
      expect(readdirSync(copies, { recursive: true })).toEqual(before);
      expect(lstatSync(link).isSymbolicLink()).toBe(true);
      if (which === 'day' || which === 'run') await expect(save(run)).rejects.toThrow();
      if (which === 'baselines' || which === 'baseline')
        await expect(store.saveBaseline(key, run, artifacts('03-x.jpg'), at(0))).rejects.toThrow();
      expect(readdirSync(copies, { recursive: true })).toEqual(before);
    },
  );

  test('a file that was replaced by a link, or has a second name', async () => {
    const run = aRun(1, 40);
    await save(run);
    const { folder: stored, manifest } = store.find(run) ?? { folder: '' };
    rmSync(join(stored, '01-email.jpg'));
    symlinkSync(join(elsewhere, '01-email.jpg'), join(stored, '01-email.jpg'));
    rmSync(join(stored, '02-stop.jpg'));
    linkSync(join(elsewhere, 'notes.txt'), join(stored, '02-stop.jpg'));
    expect(manifest && discrepancies(stored, manifest)).toEqual([
      '01-email.jpg is no longer a file, but a link or a folder',
      '02-stop.jpg has 8 bytes, not 3',
    ]);
    await store.drop(run);
    expect(readdirSync(stored)).toEqual(['01-email.jpg']);
  });

  test('a link at the place where a run is about to be written is not followed', async () => {
    const run = aRun(1, 0);
    const unfinished = `${store.folderOf(run)}.tmp`;
    mkdirSync(unfinished, { recursive: true });
    symlinkSync(join(elsewhere, '01-email.jpg'), join(unfinished, '01-email.jpg'));
    await expect(save(run)).rejects.toThrow('EEXIST');
  });
});

test.each(['..', '../..', '../../reports', 'a/b', '.', ''])(
  'of a run called %j nothing is read or removed',
  async runId => {
    await save(aRun(1, 40));
    const before = readdirSync(folder, { recursive: true });
    const run = { runId, scheduledAt: at(40) };
    await store.drop(run);
    await store.sweep(run);
    expect(store.find(run)).toBeUndefined();
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  },
);
