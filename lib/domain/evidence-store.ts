import type { Artifact, ArtifactKind, DroppedArtifact, DueRecord } from './run-record.ts';

/** An artifact to save, already cleaned. */
export interface CleanArtifact {
  readonly kind: ArtifactKind;
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Which run it is, and when that was due: where its evidence is stored. */
export type RunKey = Pick<DueRecord, 'runId' | 'scheduledAt'>;

/** The evidence of one run, as it is stored. */
export interface StoredRun {
  readonly runId: string;
  /** The day it was due: `2026-11-23`. */
  readonly date: string;
  readonly bytes: number;
}

/** Whether the evidence of a run still is as it was saved. */
export interface Verified {
  /** ISO 8601. */
  readonly savedAt: string;
  /** What has changed since: a sentence for each artifact. */
  readonly changes: readonly string[];
  /** The folder of this machine that has the artifacts as files; absent where they are elsewhere. */
  readonly folder?: string | undefined;
}

/**
 * The evidence of runs, and of each monitor, account and engine a baseline: the filmstrip of its latest good run. What is
 * saved is whole or not there at all. Methods that write or remove reject when the store cannot be used.
 */
export interface EvidenceStore {
  /** Saves all artifacts of a run at once. */
  save(
    run: RunKey,
    artifacts: readonly CleanArtifact[],
    dropped: readonly DroppedArtifact[],
    now: string,
  ): Promise<Artifact[]>;
  /** How a record will name an artifact of a run. */
  placeOf(run: RunKey, artifact: Pick<CleanArtifact, 'name'>): string;
  /** A file, as a record names it; nothing when it is gone, or is none of evidence. */
  read(file: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** What was saved of a run that could not finish its record. */
  artifactsOf(run: RunKey): Promise<Artifact[]>;
  /** Compares what was saved of a run with its manifest; nothing where there is no evidence that is whole. */
  verify(run: RunKey): Promise<Verified | undefined>;
  /** Removes all that was saved of a run. */
  drop(run: RunKey): Promise<void>;
  /** Removes what a run that was broken off has left half written. */
  sweep(run: RunKey): Promise<void>;
  /**
   * Removes what earlier removals had to leave. What cannot be removed stays.
   * @param before only of days before this one, ISO 8601: in others a run may just be about to write
   */
  tidy(before: string): Promise<void>;
  /** All runs of which there is evidence, the oldest first. */
  list(): Promise<StoredRun[]>;
  /** What all evidence takes, in bytes. */
  bytes(): Promise<number>;
  /** Replaces a baseline. */
  saveBaseline(key: string, run: RunKey, artifacts: readonly CleanArtifact[], now: string): Promise<void>;
  /** A baseline as it is stored: encrypted, if it is. */
  baseline(key: string): Promise<CleanArtifact[] | undefined>;
  /** When a baseline was saved; ISO 8601. */
  baselineAt(key: string): Promise<string | undefined>;
  /**
   * Removes baselines that were not replaced since: their monitor or account is gone. Resolves with how many.
   * @param before ISO 8601
   * @throws AggregateError when some cannot be removed; the others are
   */
  forgetBaselines(before: string): Promise<number>;
}
