import { randomUUID } from 'node:crypto';
import { lstat, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Sink } from '../domain/sink.ts';
import { grant, makeFolder } from '../platform/folder.ts';
import { renderMetrics, samplesOf } from './metrics.ts';

/**
 * A file for node_exporter's textfile collector. Written beside itself and renamed: the collector never reads half of
 * it, and a full disk leaves the last good one in place.
 * @param path must end in `.prom`, or the collector does not read it
 */
export function textfile(path: string): Sink {
  return {
    name: `textfile ${path}`,
    publish: async ({ snapshot }) => {
      const { text } = await renderMetrics(samplesOf(snapshot));
      // Process ids are the same in two containers that write to one folder.
      const half = `${path}.${randomUUID()}${unfinished}`;
      makeFolder(dirname(path), 0o755);
      try {
        await writeFile(half, text, { mode: 0o644, flag: 'wx' });
        // node_exporter is another user, and the umask of this process may be 077.
        grant(half, 0o644);
        await rename(half, path);
      } finally {
        await rm(half, { force: true });
        await sweep(path);
      }
    },
  };
}

const unfinished = '.tmp';
/** A write never takes so long. */
const abandonedMs = 3_600_000;

/** Removes what killed processes have left half written beside a file. Never rejects: it may be somebody else's. */
async function sweep(path: string): Promise<void> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => []);
  const left = names.filter(name => name.startsWith(`${basename(path)}.`) && name.endsWith(unfinished));
  for (const name of left) {
    const found = await lstat(join(folder, name)).catch(() => undefined);
    if (found?.isFile() && Date.now() - found.mtimeMs > abandonedMs)
      await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
}
