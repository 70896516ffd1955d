import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { makeFolder } from '../core/folder.ts';
import type { Artifact, ArtifactKind, DroppedArtifact, DueRecord } from '../core/run-record.ts';
import { type Manifest, manifestName, readManifest, sha256 } from './manifest.ts';
import { foldersIn, isFolderBelow, ownFilesIn, removeEmpty, removeOwn, sizeOf } from './own-files.ts';
import { seal, sealedEnding } from './seal.ts';

/** An artifact to save, already cleaned. */
export interface CleanArtifact {
  readonly kind: ArtifactKind;
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Which run it is, and when that was due: where its evidence lies. */
export type RunKey = Pick<DueRecord, 'runId' | 'scheduledAt'>;

/** The evidence of one run, as it lies on disk. */
export interface StoredRun {
  readonly runId: string;
  /** The day it was due: `2026-11-23`. */
  readonly date: string;
  readonly bytes: number;
}

const baselineFolder = 'good';
const unfinished = '.tmp';
const isDate = /^\d{4}-\d\d-\d\d$/;
const isRunId = /^\d{8}T\d{9}-[0-9a-z]{8}$/;
/** A monitor, an account and an engine. */
const isBaselineKey = /^[\w-]+\..+\.[a-z]+$/;

/**
 * The evidence under a reports folder, readable by the owner only:
 *
 *     evidence/<date>/<runId>/…            of a run; never changed once it stands there
 *     evidence/good/<monitor>.<account>.<engine>/…   the baseline: the filmstrip of the latest good run of each, replaced as a whole
 *
 * A folder is written under another name and renamed when its manifest, the last file, is in it. So one that was broken
 * off never looks whole, and what is left of it goes with the next start.
 *
 * The reports folder and `evidence` may be links: somebody has put them on another disk. Below them no link is followed,
 * and nothing is read, counted or removed that Genkan did not write.
 */
export class EvidenceStore {
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

  /**
   * Saves all artifacts of a run at once.
   * @throws Error when they cannot be written; then there is nothing of them
   */
  async save(
    run: RunKey,
    artifacts: readonly CleanArtifact[],
    dropped: readonly DroppedArtifact[],
    now: string,
  ): Promise<Artifact[]> {
    const folder = this.folderOf(run);
    const { files } = await this.#write(folder, `${folder}${unfinished}`, {
      runId: run.runId,
      artifacts,
      dropped,
      now,
    });
    return files.map(({ kind, file, bytes }) => ({
      kind,
      file: relative(this.#reports, join(folder, file)),
      bytes,
    }));
  }

  /** Where an artifact will be stored, relative to the reports folder. */
  placeOf(run: RunKey, { name }: Pick<CleanArtifact, 'name'>): string {
    const ending = this.#recipient !== undefined && !name.endsWith(sealedEnding) ? sealedEnding : '';
    return relative(this.#reports, join(this.folderOf(run), name + ending));
  }

  /** Replaces the baseline: the filmstrip of the latest good run. */
  async saveBaseline(
    key: string,
    run: RunKey,
    artifacts: readonly CleanArtifact[],
    now: string,
  ): Promise<void> {
    const folder = join(this.#root, baselineFolder, key);
    const temporary = `${folder}.${run.runId}${unfinished}`;
    await this.#write(folder, temporary, { runId: run.runId, artifacts, dropped: [], now });
  }

  /** The baseline as it is stored: encrypted, if it is. */
  baseline(key: string): CleanArtifact[] | undefined {
    const folder = join(this.#root, baselineFolder, key);
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

  /** When the baseline was saved; ISO 8601. */
  baselineAt(key: string): string | undefined {
    return this.#manifestOf(join(this.#root, baselineFolder, key))?.completeAt;
  }

  /**
   * Removes baselines that were not replaced since: their monitor or account is gone. Returns how many.
   * @param before ISO 8601
   * @throws AggregateError when some cannot be removed; the others are
   */
  forgetBaselines(before: string): number {
    const old = this.#baselineKeys().filter(key => (this.baselineAt(key) ?? '') < before);
    const errors = old.flatMap(key => failureOf(() => removeOwn(join(this.#root, baselineFolder, key))));
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

  /** What is listed in the manifest of a run that could not finish its record. */
  artifactsOf(run: RunKey): Artifact[] {
    const found = this.find(run);
    return (found?.manifest.files ?? []).map(({ kind, file, bytes }) => ({
      kind,
      file: relative(this.#reports, join(this.folderOf(run), file)),
      bytes,
    }));
  }

  /**
   * Removes all that was kept of a run.
   * @throws Error with `code` when something of it cannot be removed
   */
  drop(run: RunKey): void {
    const folder = this.folderOf(run);
    this.#bytes.delete(folder);
    this.#remove(folder);
    this.#removeUnfinished(folder);
  }

  /** Removes what a run that was broken off has left half written. */
  sweep(run: RunKey): void {
    this.#removeUnfinished(this.folderOf(run));
    for (const name of foldersIn(join(this.#root, baselineFolder)))
      if (name.endsWith(`.${run.runId}${unfinished}`)) this.#remove(join(this.#root, baselineFolder, name));
  }

  /**
   * Removes what earlier removals had to leave: folders in which nothing is any more, and what a run that is not known
   * any more has left half written. What cannot be removed stays.
   * @param before only of days before this one, ISO 8601: in others a run may just be about to write
   */
  tidy(before: string): void {
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

  /** All runs of which there is evidence, the oldest first. */
  list(): StoredRun[] {
    return this.#dates().flatMap(date =>
      foldersIn(join(this.#root, date))
        .filter(runId => isEvidence(join(this.#root, date, runId), runId))
        .toSorted()
        .map(runId => ({ runId, date, bytes: this.#bytesOf(join(this.#root, date, runId)) })),
    );
  }

  /** What all evidence takes, in bytes. */
  bytes(): number {
    const baseline = this.#baselineKeys().map(key => sizeOf(join(this.#root, baselineFolder, key)));
    return [...this.list().map(({ bytes }) => bytes), ...baseline].reduce((sum, bytes) => sum + bytes, 0);
  }

  #dates(): string[] {
    return foldersIn(this.#root)
      .filter(name => isDate.test(name))
      .toSorted();
  }

  /** Of the baselines. */
  #baselineKeys(): string[] {
    const folder = join(this.#root, baselineFolder);
    if (!isFolderBelow(this.#root, folder)) return [];
    return foldersIn(folder)
      .filter(key => !key.endsWith(unfinished))
      .filter(key => {
        const filmstrip = join(folder, key);
        return (
          readManifest(filmstrip) !== undefined ||
          (isBaselineKey.test(key) && ownFilesIn(filmstrip).length > 0)
        );
      });
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
    {
      runId,
      artifacts,
      dropped,
      now,
    }: {
      readonly runId: string;
      readonly artifacts: readonly CleanArtifact[];
      readonly dropped: readonly DroppedArtifact[];
      readonly now: string;
    },
  ): Promise<Manifest> {
    try {
      this.#remove(temporary);
      makeFolder(dirname(temporary));
      if (!isFolderBelow(this.#root, dirname(temporary))) throw new Error('the folder of the day is a link');
      makeFolder(temporary);
      if (!isFolderBelow(this.#root, temporary)) throw new Error('the folder of the run is a link');
      const files: Manifest['files'] = [];
      for (const artifact of artifacts) {
        const { kind, name, bytes } = await this.#sealed(artifact);
        writeFileSync(join(temporary, name), bytes, newFile);
        files.push({ kind, file: name, bytes: bytes.byteLength, sha256: sha256(bytes) });
      }
      const manifest: Manifest = { schemaVersion: 1, runId, completeAt: now, files, dropped: [...dropped] };
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

/** Plain data as an artifact that people can read, too. */
export const asJson = (data: unknown): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(data, undefined, 2)}\n`);

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
