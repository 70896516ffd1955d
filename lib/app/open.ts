import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderEvidenceStore } from '../evidence/folder-store.ts';
import { discrepancies, type Manifest } from '../evidence/manifest.ts';
import { sealedEnding, unseal } from '../evidence/seal.ts';
import { makeFolder } from '../platform/folder.ts';
import { InputError } from '../platform/problem.ts';
import { find } from './history.ts';
import type { Invocation } from './invocation.ts';

export interface OpenOptions {
  /** A file with the identity (the private key) that evidence was encrypted for. */
  readonly identity?: string;
  /** A folder for what is decrypted, instead of a new private one. */
  readonly to?: string;
}

/**
 * The page that shows the evidence of a run: every file is compared with the manifest first, and decrypted where it has
 * to be.
 * @returns the path of `index.html`, or of the folder where that page is not kept
 * @throws InputError when there is no such run, nothing is kept of it, something was changed, or the key does not fit
 */
export async function openEvidence(
  invocation: Invocation,
  runId: string,
  { identity, to }: OpenOptions,
): Promise<string> {
  const { reports } = invocation;
  const run = await find(invocation, runId, history => history.run(runId));
  const found = new FolderEvidenceStore(reports).find(run);
  if (found === undefined) {
    const what = `there is no evidence of the run ${runId}`;
    const remedy =
      run.evidence.length === 0 && run.evidenceDropped === undefined
        ? 'evidence is kept of runs that were not up; see the run: genkan show'
        : 'it was removed, as retention says, or could not be kept; see the run: genkan show';
    throw new InputError([{ where: reports, what, remedy }]);
  }
  const { folder, manifest } = found;
  refuse(
    folder,
    discrepancies(folder, manifest),
    `do not rely on it: it has changed since it was stored at ${manifest.completeAt}`,
  );
  // An older baseline in it was taken as it was, sealed or not: the rest alone shows whether it is encrypted.
  const isSealed = manifest.files.some(({ kind, file }) => kind !== 'good_film' && isSealedFile(file));
  const hasPage = manifest.files.some(({ kind }) => kind === 'index');
  const opened = isSealed ? await decrypted(folder, manifest, identity, to) : folder;
  return hasPage ? join(opened, 'index.html') : opened;
}

async function decrypted(
  folder: string,
  manifest: Manifest,
  identity: string | undefined,
  to: string | undefined,
): Promise<string> {
  const remedy = 'name the file with the private key: --identity FILE';
  if (identity === undefined)
    throw new InputError([{ where: folder, what: 'the evidence is encrypted', remedy }]);
  let identities: string;
  try {
    identities = readFileSync(identity, 'utf8');
  } catch (error) {
    const what = `cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'error'}`;
    throw new InputError([{ where: identity, what, remedy, cause: error }]);
  }
  const target = to ?? mkdtempSync(join(tmpdir(), `genkan-evidence-${manifest.runId}-`));
  try {
    makeFolder(target);
    for (const { kind, file } of manifest.files) {
      const stored = readFileSync(join(folder, file));
      const write = (name: string, bytes: Uint8Array) =>
        writeFileSync(join(target, name), bytes, { mode: 0o600 });
      if (!isSealedFile(file)) {
        write(file, stored);
        continue;
      }
      try {
        write(file.slice(0, -sealedEnding.length), await unseal(stored, identities));
      } catch (error) {
        // One sealed for the key before: the page does without it.
        if (kind !== 'good_film') throw error;
      }
    }
  } catch {
    // No `cause`: for a key with a mistake in it, the message of the library quotes the whole key.
    if (to === undefined) rmSync(target, { recursive: true, force: true });
    const what = 'does not decrypt this evidence, or there is no space to write it';
    throw new InputError([
      { where: identity, what, remedy: 'use the private key that belongs to evidence.encryptTo' },
    ]);
  }
  return target;
}

const isSealedFile = (file: string): boolean => file.endsWith(sealedEnding);

function refuse(where: string, found: readonly string[], remedy: string): void {
  if (found.length > 0) throw new InputError(found.map(what => ({ where, what, remedy })));
}
