import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { EvidenceStore } from '../domain/evidence-store.ts';
import { type Artifact, artifactFile, isSealed } from '../domain/run-record.ts';
import { unseal } from '../evidence/seal.ts';
import { makeFolder } from '../platform/folder.ts';
import { InputError } from '../platform/problem.ts';
import { find } from './history.ts';
import type { Invocation } from './invocation.ts';
import { evidenceIn } from './stores.ts';

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
  store: EvidenceStore = evidenceIn(invocation.reports),
): Promise<string> {
  const { reports } = invocation;
  const run = await find(invocation, runId, history => history.run(runId));
  const found = await store.verify(run);
  if (found === undefined) {
    const what = `there is no evidence of the run ${runId}`;
    const remedy =
      run.evidence.length === 0 && run.evidenceDropped === undefined
        ? 'evidence is kept of runs that were not up; see the run: genkan show'
        : 'it was removed, as retention says, or could not be kept; see the run: genkan show';
    throw new InputError([{ where: reports, what, remedy }]);
  }
  const { changes, savedAt, folder } = found;
  const where = folder ?? reports;
  refuse(where, changes, `do not rely on it: it has changed since it was stored at ${savedAt}`);
  const artifacts = await store.artifactsOf(run);
  // An older baseline in it was taken as it was, sealed or not: the rest alone shows whether it is encrypted.
  const isEncrypted = artifacts.some(each => each.kind !== 'good_film' && isSealed(each));
  const hasPage = artifacts.some(({ kind }) => kind === 'index');
  const key = isEncrypted ? readKey(identity, where) : undefined;
  const opened =
    isEncrypted || folder === undefined ? await copied(runId, artifacts, store, { key, to }) : folder;
  return hasPage ? join(opened, 'index.html') : opened;
}

interface Key {
  /** The file that holds the identities. */
  readonly file: string;
  readonly identities: string;
}

function readKey(file: string | undefined, where: string): Key {
  const remedy = 'name the file with the private key: --identity FILE';
  if (file === undefined) throw new InputError([{ where, what: 'the evidence is encrypted', remedy }]);
  try {
    return { file, identities: readFileSync(file, 'utf8') };
  } catch (error) {
    const what = `cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'error'}`;
    throw new InputError([{ where: file, what, remedy, cause: error }]);
  }
}

/** Writes artifacts into a folder, decrypted where there is a key. */
async function copied(
  runId: string,
  artifacts: readonly Artifact[],
  store: EvidenceStore,
  { key, to }: { readonly key: Key | undefined; readonly to: string | undefined },
): Promise<string> {
  const target = to ?? mkdtempSync(join(tmpdir(), `genkan-evidence-${runId}-`));
  try {
    makeFolder(target);
    for (const artifact of artifacts) {
      const { kind, file } = artifact;
      const stored = await store.read(file);
      if (stored === undefined) {
        const remedy = `see what is known of the run: genkan show ${runId}`;
        throw new InputError([{ where: file, what: 'is missing from the evidence', remedy }]);
      }
      const write = (name: string, bytes: Uint8Array) =>
        writeFileSync(join(target, name), bytes, { mode: 0o600 });
      if (key === undefined || !isSealed(artifact)) {
        write(basename(file), stored);
        continue;
      }
      try {
        write(artifactFile(artifact), await unseal(stored, key.identities));
      } catch (error) {
        // One sealed for the key before: the page does without it.
        if (kind !== 'good_film') throw error;
      }
    }
  } catch (error) {
    if (to === undefined) rmSync(target, { recursive: true, force: true });
    if (error instanceof InputError) throw error;
    if (key === undefined) {
      const remedy = 'name a folder that has space: --to DIR';
      throw new InputError([
        { where: target, what: 'the evidence cannot be written there', remedy, cause: error },
      ]);
    }
    // No `cause`: for a key with a mistake in it, the message of the library quotes the whole key.
    const what = 'does not decrypt this evidence, or there is no space to write it';
    throw new InputError([
      { where: key.file, what, remedy: 'use the private key that belongs to evidence.encryptTo' },
    ]);
  }
  return target;
}

function refuse(where: string, found: readonly string[], remedy: string): void {
  if (found.length > 0) throw new InputError(found.map(what => ({ where, what, remedy })));
}
