import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEvidence } from '../../lib/app/open.ts';
import type { EvidenceStore } from '../../lib/domain/evidence-store.ts';
import type { ArtifactKind } from '../../lib/domain/run-record.ts';
import { FolderEvidenceStore } from '../../lib/evidence/folder-store.ts';
import { History } from '../../lib/history/history.ts';
import { Redactor } from '../../lib/platform/redaction.ts';
import { MemoryEvidenceStore } from '../memory-evidence-store.ts';
import { aFailure } from '../run-records.ts';

const at = '2026-11-23T06:00:00.000Z';
const run = aFailure({ runId: 'run', scheduledAt: at });
const artifact = (kind: ArtifactKind, name: string) => ({
  kind,
  name,
  bytes: new TextEncoder().encode(name),
});

let reports: string;
beforeEach(async () => {
  reports = mkdtempSync(join(tmpdir(), 'genkan-test-'));
  const history = History.open(reports);
  await history.expect([run], at);
  await history.conclude(run);
  await history.close();
});
afterEach(() => rmSync(reports, { recursive: true }));

/** A failure whose evidence has a baseline that was saved when evidence was encrypted to somebody else, or to nobody. */
async function saved(before: string | undefined, now: string | undefined): Promise<void> {
  const older = new FolderEvidenceStore(reports, before);
  await older.saveBaseline('x', run, [artifact('film', '01-email.jpg')], at);
  const good = ((await older.baseline('x')) ?? []).map(each => ({
    ...each,
    kind: 'good_film' as const,
    name: `good-${each.name}`,
  }));
  const artifacts = [artifact('film', '01-email.jpg'), ...good, artifact('index', 'index.html')];
  await new FolderEvidenceStore(reports, now).save(run, artifacts, [], at);
}

/** What is there to be looked at. */
async function opened(identity?: string, store?: EvidenceStore): Promise<string[]> {
  const invocation = {
    env: {},
    configFile: undefined,
    reports,
    headless: true,
    stop: new AbortController().signal,
    stderr: { fd: 2, isTTY: false },
    redactor: new Redactor(),
    colour: false,
  };
  const file = join(reports, 'key');
  writeFileSync(file, identity ?? '');
  const page = await openEvidence(
    invocation,
    run.runId,
    {
      to: join(reports, 'opened'),
      ...(identity !== undefined && { identity: file }),
    },
    store,
  );
  const folder = join(page, '..');
  expect(readFileSync(page, 'utf8')).toBe('index.html');
  return readdirSync(folder).filter(name => name !== 'manifest.json');
}

test('no key is asked for where only the baseline is encrypted still', async () => {
  await saved(await identityToRecipient(await generateIdentity()), undefined);
  expect(await opened()).toEqual(['01-email.jpg', 'good-01-email.jpg.age', 'index.html']);
});

test('after the key was changed, everything can be opened but the baseline that was encrypted for the old one', async () => {
  const identity = await generateIdentity();
  const other = await identityToRecipient(await generateIdentity());
  await saved(other, await identityToRecipient(identity));
  expect(await opened(identity)).toEqual(['01-email.jpg', 'index.html']);
});

test('with the key, the baseline is decrypted as well; without it, nothing is', async () => {
  const identity = await generateIdentity();
  const recipient = await identityToRecipient(identity);
  await saved(recipient, recipient);
  expect(await opened(identity)).toEqual(['01-email.jpg', 'good-01-email.jpg', 'index.html']);
  await expect(opened()).rejects.toThrow('encrypted');
  await expect(opened(await generateIdentity())).rejects.toThrow('does not decrypt');
});

test('what another store keeps is written out as files', async () => {
  const store = new MemoryEvidenceStore();
  await store.save(run, [artifact('film', '01-email.jpg'), artifact('index', 'index.html')], [], at);
  expect(await opened(undefined, store)).toEqual(['01-email.jpg', 'index.html']);
  store.verify = () => Promise.resolve({ savedAt: at, changes: ['01-email.jpg was changed'] });
  await expect(opened(undefined, store)).rejects.toThrow(`it has changed since it was stored at ${at}`);
});
