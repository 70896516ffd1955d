import { basename, extname } from 'node:path';
import type { EvidenceStore } from '../domain/evidence-store.ts';
import type { RunRecord } from '../domain/run-record.ts';

/** What a browser may show by itself. Anything else is only handed over, to be saved. */
const contentTypes = new Map([
  ['.jpg', 'image/jpeg'],
  ['.log', 'text/plain; charset=utf-8'],
  ['.json', 'application/json; charset=utf-8'],
]);

/**
 * A file that the record lists, by its name; undefined when the record lists none of that name, or it is gone. It has no
 * content type where a browser is to save it and not to show it.
 */
export async function openArtifact(
  store: Pick<EvidenceStore, 'read'>,
  run: RunRecord,
  name: string,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; contentType: string | undefined } | undefined> {
  const artifact = run.evidence.find(({ file }) => basename(file) === name);
  if (artifact === undefined) return undefined;
  const bytes = await store.read(artifact.file);
  return bytes && { bytes, contentType: contentTypes.get(extname(name)) };
}
