import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { lstat, readFile, realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { CleanArtifact, EvidenceStore, RunKey, StoredRun, Verified } from '../domain/evidence-store.ts';
import type { Artifact, DroppedArtifact } from '../domain/run-record.ts';
import { makeFolder } from '../platform/folder.ts';
import { asJson, discrepancies, type Manifest, manifestName, readManifest, sha256 } from './manifest.ts';
import { foldersIn, isFolderBelow, ownFilesIn, removeEmpty, removeOwn, sizeOf } from './own-files.ts';
import { seal, sealedEnding } from './seal.ts';

const baselineFolder = 'good';
const unfinished = '.tmp';
const isDate = /^\d{4}-\d\d-\d\d$/;
const isRunId = /^\d{8}T\d{9}-[0-9a-z]{8}$/;
/** A monitor, an account and an engine. */
const isBaselineKey = /^[\w-]+\..+\.[a-z]+$/;

/**
 * The evidence under a reports folder, readable by the owner only:
 *
 *     evidence/<date>/<runId>/…            of a run; never changed once it is complete
 *     evidence/good/<monitor>.<account>.<engine>/…   the baseline: the filmstrip of the latest good run of each, replaced as a whole
 *
 * A folder is written under another name and renamed when its manifest, the last file, is in it. So one that was broken
 * off never looks whole, and what is left of it goes with the next start.
 *
 * The reports folder and `evidence` may be links: somebody has put them on another disk. Below them no link is followed,
 * and nothing is read, counted or removed that Genkan did not write.
 */
export class FolderEvidenceStore implements EvidenceStore {
  readonly #reports: string;
  readonly #root: string;
  readonly #recipient: string | undefined;
  /** Of folders that never change. */
  readonly #bytes = new Map<string, number>();

  /** @param recipient everything is encrypted to this public key (`age1…`) */
  constructor(reports: string, recipient?: string) {
    this.#reports = reports;
    this.#root = join(reports, 'evidence');
    this.#recipient = recipient;
  }

  async save(
    run: RunKey,
    artifacts: readonly CleanArtifact[],
    dropped: readonly DroppedArtifact[],
    now: string,
  ): Promise<Artifact[]> {
    const folder = this.folderOf(run);
    const described = { runId: run.runId, completeAt: now, dropped };
    return this.#listed(folder, await this.#write(folder, `${folder}${unfinished}`, artifacts, described));
  }

  placeOf(run: RunKey, { name }: Pick<CleanArtifact, 'name'>): string {
    const ending = this.#recipient !== undefined && !name.endsWith(sealedEnding) ? sealedEnding : '';
    return relative(this.#reports, join(this.folderOf(run), name + ending));
  }

  async saveBaseline(
    key: string,
    run: RunKey,
    artifacts: readonly CleanArtifact[],
    now: string,
  ): Promise<void> {
    const folder = this.#baselineFolder(key);
    const described = { runId: run.runId, completeAt: now, dropped: [] };
    await this.#write(folder, `${folder}.${run.runId}${unfinished}`, artifacts, described);
  }

  async baseline(key: string): Promise<CleanArtifact[] | undefined> {
    const folder = this.#baselineFolder(key);
    try {
      return this.#manifestOf(folder)?.files.map(({ kind, file }) => ({
        kind,
        name: file,
        bytes: readFileSync(join(folder, file)),
      }));
    } catch {
      return undefined; // it was just replaced
    }
  }

  async baselineAt(key: string): Promise<string | undefined> {
    return this.#manifestOf(this.#baselineFolder(key))?.completeAt;
  }

  async forgetBaselines(before: string): Promise<number> {
    const folders = this.#baselineFolders();
    const old = folders.filter(folder => (this.#manifestOf(folder)?.completeAt ?? '') < before);
    const errors = old.flatMap(folder => failureOf(() => removeOwn(folder)));
    if (errors.length > 0)
      throw new AggregateError(errors, `${errors.length} baselines could not be removed`);
    return old.length;
  }

  /** What is kept of a run, if it is whole. */
  find(run: RunKey): { readonly folder: string; readonly manifest: Manifest } | undefined {
    const folder = this.folderOf(run);
    const manifest = this.#manifestOf(folder);
    return manifest && { folder, manifest };
  }

  async artifactsOf(run: RunKey): Promise<Artifact[]> {
    const found = this.find(run);
    return found === undefined ? [] : this.#listed(found.folder, found.manifest);
  }

  /** Files as records name them. */
  #listed(folder: string, { files }: Manifest): Artifact[] {
    return files.map(({ kind, file, bytes }) => ({
      kind,
      file: relative(this.#reports, join(folder, file)),
      bytes,
    }));
  }

  async verify(run: RunKey): Promise<Verified | undefined> {
    const found = this.find(run);
    if (found === undefined) return undefined;
    const { folder, manifest } = found;
    return { savedAt: manifest.completeAt, changes: discrepancies(folder, manifest), folder };
  }

  async read(file: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return readBelow(this.#root, join(this.#reports, file));
  }

  async drop(run: RunKey): Promise<void> {
    const folder = this.folderOf(run);
    this.#bytes.delete(folder);
    this.#remove(folder);
    this.#removeUnfinished(folder);
  }

  async sweep(run: RunKey): Promise<void> {
    this.#removeUnfinished(this.folderOf(run));
    for (const name of foldersIn(join(this.#root, baselineFolder)))
      if (name.endsWith(`.${run.runId}${unfinished}`)) this.#remove(join(this.#root, baselineFolder, name));
  }

  async tidy(before: string): Promise<void> {
    for (const date of this.#dates().filter(day => day < before)) {
      const day = join(this.#root, date);
      const names = foldersIn(day).filter(name => isRunId.test(name.replace(unfinished, '')));
      for (const name of names)
        failureOf(() => (name.endsWith(unfinished) ? removeOwn : removeEmpty)(join(day, name)));
      failureOf(() => removeEmpty(day));
    }
  }

  /** With its day, when that was the last of it. */
  #removeUnfinished(folder: string): void {
    this.#remove(`${folder}${unfinished}`);
    if (isFolderBelow(this.#root, dirname(folder))) removeEmpty(dirname(folder));
  }

  #remove(folder: string): void {
    if (isFolderBelow(this.#root, folder)) removeOwn(folder);
  }

  async list(): Promise<StoredRun[]> {
    return this.#dates().flatMap(date =>
      foldersIn(join(this.#root, date))
        .filter(runId => isEvidence(join(this.#root, date, runId), runId))
        .toSorted()
        .map(runId => ({ runId, date, bytes: this.#bytesOf(join(this.#root, date, runId)) })),
    );
  }

  async bytes(): Promise<number> {
    const runs = (await this.list()).map(({ bytes }) => bytes);
    return [...runs, ...this.#baselineFolders().map(sizeOf)].reduce((sum, bytes) => sum + bytes, 0);
  }

  #dates(): string[] {
    return foldersIn(this.#root)
      .filter(name => isDate.test(name))
      .toSorted();
  }

  #baselineFolder(key: string): string {
    return join(this.#root, baselineFolder, key);
  }

  #baselineFolders(): string[] {
    const parent = join(this.#root, baselineFolder);
    if (!isFolderBelow(this.#root, parent)) return [];
    const isBaseline = (key: string, folder: string) =>
      readManifest(folder) !== undefined || (isBaselineKey.test(key) && ownFilesIn(folder).length > 0);
    return foldersIn(parent)
      .filter(key => !key.endsWith(unfinished) && isBaseline(key, join(parent, key)))
      .map(key => join(parent, key));
  }

  #manifestOf(folder: string): Manifest | undefined {
    return isFolderBelow(this.#root, folder) ? readManifest(folder) : undefined;
  }

  folderOf({ runId, scheduledAt }: RunKey): string {
    return join(this.#root, scheduledAt.slice(0, 10), runId);
  }

  /** Measured once: such a folder never changes. */
  #bytesOf(folder: string): number {
    const bytes = this.#bytes.get(folder) ?? sizeOf(folder);
    this.#bytes.set(folder, bytes);
    return bytes;
  }

  async #write(
    folder: string,
    temporary: string,
    artifacts: readonly CleanArtifact[],
    { runId, completeAt, dropped }: Pick<Manifest, 'runId' | 'completeAt' | 'dropped'>,
  ): Promise<Manifest> {
    try {
      this.#remove(temporary);
      makeFolder(dirname(temporary));
      if (!isFolderBelow(this.#root, dirname(temporary))) throw new Error('the folder of the day is a link');
      makeFolder(temporary);
      if (!isFolderBelow(this.#root, temporary)) throw new Error('the folder of the run is a link');
      const files: Array<Manifest['files'][number]> = [];
      for (const artifact of artifacts) {
        const { kind, name, bytes } = await this.#sealed(artifact);
        writeFileSync(join(temporary, name), bytes, newFile);
        files.push({ kind, file: name, bytes: bytes.byteLength, sha256: sha256(bytes) });
      }
      const manifest: Manifest = { schemaVersion: 1, runId, completeAt, files, dropped };
      writeFileSync(join(temporary, manifestName), asJson(manifest), newFile);
      this.#replace(folder, temporary);
      return manifest;
    } catch (error) {
      this.#remove(temporary);
      throw error;
    }
  }

  #replace(folder: string, temporary: string): void {
    // A folder with something in it cannot be renamed over.
    this.#remove(folder);
    if (!existsSync(folder)) return renameSync(temporary, folder);
    if (!isFolderBelow(this.#root, folder)) throw new Error(`${folder} is not a folder`);
    // Something else is in it and stays: the files go one by one, and the manifest last.
    for (const name of ownFilesIn(temporary).toReversed())
      renameSync(join(temporary, name), join(folder, name));
    removeEmpty(temporary);
  }

  async #sealed(artifact: CleanArtifact): Promise<CleanArtifact> {
    if (this.#recipient === undefined || artifact.name.endsWith(sealedEnding)) return artifact;
    return {
      ...artifact,
      name: artifact.name + sealedEnding,
      bytes: await seal(artifact.bytes, this.#recipient),
    };
  }
}

/** Readable by the owner only, and never written through a link that is there already. */
const newFile = { mode: 0o600, flag: 'wx' } as const;

/** What the work throws, if it does. */
function failureOf(work: () => void): unknown[] {
  try {
    work();
    return [];
  } catch (error) {
    return [error];
  }
}

/** Did Genkan make this folder, and is something of it left? One that was half removed has no manifest any more. */
function isEvidence(folder: string, runId: string): boolean {
  if (runId.endsWith(unfinished)) return false;
  return isRunId.test(runId) ? ownFilesIn(folder).length > 0 : readManifest(folder)?.runId === runId;
}

/** Reads a file below a folder. The folder may be a link; below it no link is followed, and no dots lead out of it. */
async function readBelow(folder: string, file: string): Promise<Buffer<ArrayBuffer> | undefined> {
  try {
    const root = await realpath(folder);
    const real = await realpath(file);
    if (real !== join(root, relative(folder, file)) || !real.startsWith(`${root}${sep}`)) return undefined;
    return (await lstat(real)).isFile() ? await readFile(real) : undefined;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return undefined;
    throw error;
  }
}
