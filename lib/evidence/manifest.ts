import { createHash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { artifactKinds } from '../domain/run-record.ts';
import type { ReadOnly } from '../platform/read-only.ts';

/** The last file that is written: a folder without it is not whole. */
export const manifestName = 'manifest.json';

const listed = z.strictObject({
  kind: z.enum(artifactKinds),
  file: z.string().regex(/^[\w.-]+$/),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
const manifest = z.strictObject({
  schemaVersion: z.literal(1),
  runId: z.string(),
  /** When it was complete; ISO 8601. */
  completeAt: z.string(),
  files: z.array(listed),
  dropped: z.array(z.strictObject({ kind: z.enum(artifactKinds), file: z.string(), reason: z.string() })),
});

/** The files of a folder of evidence, so that a later change can be detected. */
export type Manifest = ReadOnly<z.output<typeof manifest>>;

/** Plain data as an artifact that people can read, too. */
export const asJson = (data: unknown): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(data, undefined, 2)}\n`);

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The manifest of a folder; nothing where there is none that can be read. */
export function readManifest(folder: string): Manifest | undefined {
  try {
    const file = join(folder, manifestName);
    return lstatSync(file).isFile()
      ? manifest.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data
      : undefined;
  } catch {
    return undefined;
  }
}

/** What is not as the manifest says: a sentence for each file. */
export function discrepancies(folder: string, { files }: Manifest): string[] {
  return files.flatMap(({ file, bytes, sha256: digest }) => {
    let found: Uint8Array;
    try {
      if (!lstatSync(join(folder, file)).isFile())
        return [`${file} is no longer a file, but a link or a folder`];
      found = readFileSync(join(folder, file));
    } catch {
      return [`${file} is missing`];
    }
    if (found.byteLength !== bytes) return [`${file} has ${found.byteLength} bytes, not ${bytes}`];
    return sha256(found) === digest ? [] : [`${file} was changed: its SHA-256 is another one`];
  });
}
