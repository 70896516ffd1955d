import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { makeFolder } from '../core/folder.ts';
import type { Artifact, ArtifactKind, DroppedArtifact, DueRecord } from '../core/run-record.ts';
import { type Manifest, manifestName, readManifest, sha256 } from './manifest.ts';
import { seal, sealedEnding } from './seal.ts';

/** Something that is to be kept, clean. */
export interface Piece {
  readonly kind: ArtifactKind;
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Which run it is, and when that was due: where its evidence lies. */
export type RunKey = Pick<DueRecord, 'runId' | 'scheduledAt'>;

/** The evidence of one run, as it lies on disk. */
export interface KeptRun {
  readonly runId: string;
  /** The day it was due: `2026-11-23`. */
  readonly date: string;
  readonly bytes: number;
}

const goodFolder = 'good';
const unfinished = '.tmp';
const isDate = /^\d{4}-\d\d-\d\d$/;

/**
 * The evidence under a reports folder, readable by the owner only:
 *
 *     evidence/<date>/<runId>/…            of a run; never changed once it stands there
 *     evidence/good/<monitor>.<account>.<engine>/…   the film of the latest good run of each, replaced as a whole
 *
 * A folder is written under another name and renamed when its manifest, the last file, is in it. So one that was broken
 * off never looks whole, and what is left of it goes with the next start.
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
   * Keeps all pieces of a run at once.
   * @throws Error when they cannot be written; then there is nothing of them
   */
  async keep(
    run: RunKey,
    pieces: readonly Piece[],
    dropped: readonly DroppedArtifact[],
    now: string,
  ): Promise<Artifact[]> {
    const folder = this.folderOf(run);
    const { files } = await this.#write(folder, `${folder}${unfinished}`, {
      runId: run.runId,
      pieces,
      dropped,
      now,
    });
    return files.map(({ kind, file, bytes }) => ({
      kind,
      file: relative(this.#reports, join(folder, file)),
      bytes,
    }));
  }

  /** Where a piece will lie, relative to the reports folder. */
  placeOf(run: RunKey, { name }: Pick<Piece, 'name'>): string {
    const ending = this.#recipient !== undefined && !name.endsWith(sealedEnding) ? sealedEnding : '';
    return relative(this.#reports, join(this.folderOf(run), name + ending));
  }

  /** Replaces the film of the latest good run. */
  async keepGood(key: string, run: RunKey, pieces: readonly Piece[], now: string): Promise<void> {
    const folder = join(this.#root, goodFolder, key);
    const temporary = `${folder}.${run.runId}${unfinished}`;
    await this.#write(folder, temporary, { runId: run.runId, pieces, dropped: [], now });
  }

  /** The film of the latest good run, as it lies there: encrypted, if it is. */
  good(key: string): Piece[] | undefined {
    const folder = join(this.#root, goodFolder, key);
    try {
      return readManifest(folder)?.files.map(({ kind, file }) => ({
        kind,
        name: file,
        bytes: readFileSync(join(folder, file)),
      }));
    } catch {
      return undefined; // it was just replaced
    }
  }

  /** When the latest good film was kept; ISO 8601. */
  goodAt(key: string): string | undefined {
    return readManifest(join(this.#root, goodFolder, key))?.completeAt;
  }

  /** Removes good films that were not replaced since: their monitor or account is gone. Returns how many. @param before ISO 8601 */
  forgetGood(before: string): number {
    const old = namesIn(join(this.#root, goodFolder)).filter(
      key => !key.endsWith(unfinished) && (this.goodAt(key) ?? '') < before,
    );
    for (const key of old) rmSync(join(this.#root, goodFolder, key), { recursive: true, force: true });
    return old.length;
  }

  /** What is kept of a run, if it is whole. */
  find(run: RunKey): { readonly folder: string; readonly manifest: Manifest } | undefined {
    const folder = this.folderOf(run);
    const manifest = readManifest(folder);
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

  /** Removes all that was kept of a run. */
  drop(run: RunKey): void {
    const folder = this.folderOf(run);
    // The manifest first: what is removed half does not look whole either.
    rmSync(join(folder, manifestName), { force: true });
    rmSync(folder, { recursive: true, force: true });
    this.#bytes.delete(folder);
    this.#removeUnfinished(folder);
  }

  /** Removes what a run that was broken off has left half written. */
  sweep(run: RunKey): void {
    this.#removeUnfinished(this.folderOf(run));
    for (const name of namesIn(join(this.#root, goodFolder)))
      if (name.endsWith(`.${run.runId}${unfinished}`))
        rmSync(join(this.#root, goodFolder, name), { recursive: true, force: true });
  }

  /** With its day, when that was the last of it. */
  #removeUnfinished(folder: string): void {
    rmSync(`${folder}${unfinished}`, { recursive: true, force: true });
    if (isDate.test(basename(dirname(folder))) && namesIn(dirname(folder)).length === 0)
      rmSync(dirname(folder), { recursive: true, force: true });
  }

  /** All runs of which there is evidence, the oldest first. */
  list(): KeptRun[] {
    return namesIn(this.#root)
      .filter(date => isDate.test(date))
      .toSorted()
      .flatMap(date =>
        namesIn(join(this.#root, date))
          .filter(runId => !runId.endsWith(unfinished))
          .toSorted()
          .map(runId => ({ runId, date, bytes: this.#bytesOf(join(this.#root, date, runId)) })),
      );
  }

  /** What all evidence takes, in bytes. */
  bytes(): number {
    const good = namesIn(join(this.#root, goodFolder)).map(key => measure(join(this.#root, goodFolder, key)));
    return [...this.list().map(({ bytes }) => bytes), ...good].reduce((sum, bytes) => sum + bytes, 0);
  }

  folderOf({ runId, scheduledAt }: RunKey): string {
    return join(this.#root, scheduledAt.slice(0, 10), runId);
  }

  /** Measured once: such a folder never changes. */
  #bytesOf(folder: string): number {
    const bytes = this.#bytes.get(folder) ?? measure(folder);
    this.#bytes.set(folder, bytes);
    return bytes;
  }

  async #write(
    folder: string,
    temporary: string,
    {
      runId,
      pieces,
      dropped,
      now,
    }: {
      readonly runId: string;
      readonly pieces: readonly Piece[];
      readonly dropped: readonly DroppedArtifact[];
      readonly now: string;
    },
  ): Promise<Manifest> {
    try {
      rmSync(temporary, { recursive: true, force: true });
      makeFolder(temporary);
      const files: Manifest['files'] = [];
      for (const piece of pieces) {
        const { kind, name, bytes } = await this.#sealed(piece);
        writeFileSync(join(temporary, name), bytes, { mode: 0o600 });
        files.push({ kind, file: name, bytes: bytes.byteLength, sha256: sha256(bytes) });
      }
      const manifest: Manifest = { schemaVersion: 1, runId, completeAt: now, files, dropped: [...dropped] };
      writeFileSync(join(temporary, manifestName), asJson(manifest), { mode: 0o600 });
      // A folder with something in it cannot be renamed over.
      rmSync(folder, { recursive: true, force: true });
      renameSync(temporary, folder);
      return manifest;
    } catch (error) {
      rmSync(temporary, { recursive: true, force: true });
      throw error;
    }
  }

  async #sealed(piece: Piece): Promise<Piece> {
    if (this.#recipient === undefined || piece.name.endsWith(sealedEnding)) return piece;
    return { ...piece, name: piece.name + sealedEnding, bytes: await seal(piece.bytes, this.#recipient) };
  }
}

/** Plain data as an artifact that people can read, too. */
export const asJson = (data: unknown): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(data, undefined, 2)}\n`);

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // there is none yet, or it has just been removed
  }
}

const measure = (folder: string): number =>
  namesIn(folder).reduce(
    (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
