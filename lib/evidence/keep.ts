import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Clock } from '../core/clock.ts';
import type { Artifact, DueRecord } from '../core/run-record.ts';

/**
 * Writes one artifact of a run to `evidence/<date>/<runId>/` under the reports folder, readable by the owner only, and
 * renames it into place: a half-written one never looks whole.
 */
export function keepArtifact(
  reports: string,
  run: Pick<DueRecord, 'runId' | 'scheduledAt'>,
  kind: Artifact['kind'],
  name: string,
  bytes: Uint8Array,
): Artifact {
  const path = join(folderOf(reports, run), name);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.tmp`, bytes, { mode: 0o600 });
  renameSync(`${path}.tmp`, path);
  return { kind, file: relative(reports, path), bytes: bytes.byteLength };
}

const folderOf = (reports: string, run: Pick<DueRecord, 'runId' | 'scheduledAt'>): string =>
  join(reports, 'evidence', run.scheduledAt.slice(0, 10), run.runId);

/** Plain data as an artifact that people can read, too. */
export const asJson = (data: unknown): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(data, undefined, 2)}\n`);

/** Removes all that was kept of a run. */
export function dropEvidence(reports: string, run: Pick<DueRecord, 'runId' | 'scheduledAt'>): void {
  rmSync(folderOf(reports, run), { recursive: true, force: true });
}

/** What all evidence under the reports folder takes, in bytes. */
export function evidenceBytes(reports: string): number {
  const folder = join(reports, 'evidence');
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .reduce(
      (sum, entry) =>
        sum + (statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
}

/** The same, measured at most once a minute: the folder may be large, and scrapes come often. */
export function evidenceGauge(reports: string, clock: Clock): () => number {
  let measured = { bytes: 0, at: -Infinity };
  return () => {
    const at = clock.elapsed();
    if (at - measured.at >= 60_000) measured = { bytes: evidenceBytes(reports), at };
    return measured.bytes;
  };
}
