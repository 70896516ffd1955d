import { lstat, readFile, realpath } from 'node:fs/promises';
import { basename, extname, join, relative, sep } from 'node:path';
import type { RunRecord } from '../core/run-record.ts';

/** What a browser may show by itself. Anything else is only handed over, to be saved. */
const contentTypes = new Map([
  ['.jpg', 'image/jpeg'],
  ['.log', 'text/plain; charset=utf-8'],
  ['.json', 'application/json; charset=utf-8'],
]);

export interface OpenArtifact {
  readonly bytes: Buffer<ArrayBuffer>;
  readonly contentType: string;
  /** Whether the browser is to save it and not to show it. */
  readonly isForSaving: boolean;
}

/**
 * A file that the record lists, by its name; undefined when the record lists none of that name, or it is gone.
 * @param reports the folder that the record's paths start from
 */
export async function openArtifact(
  reports: string,
  run: RunRecord,
  name: string,
): Promise<OpenArtifact | undefined> {
  const artifact = run.evidence.find(({ file }) => basename(file) === name);
  if (artifact === undefined) return undefined;
  const bytes = await readBelow(join(reports, 'evidence'), join(reports, artifact.file));
  const contentType = contentTypes.get(extname(name));
  return (
    bytes && {
      bytes,
      contentType: contentType ?? 'application/octet-stream',
      isForSaving: contentType === undefined,
    }
  );
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
