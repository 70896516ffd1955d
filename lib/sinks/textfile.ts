import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { grant, makeFolder } from '../core/folder.ts';
import type { Sink, Snapshot } from '../core/series.ts';
import { samplesOf, tellMetrics } from './metrics.ts';

/**
 * A file for node_exporter's textfile collector. Written beside itself and renamed: the collector never reads half of
 * it, and a full disk leaves the last good one in place.
 * @param path must end in `.prom`, or the collector does not read it
 */
export function textfile(path: string): Sink {
  return {
    name: `textfile ${path}`,
    publish: async (snapshot: Snapshot) => {
      const { text } = await tellMetrics(samplesOf(snapshot));
      const half = `${path}.${process.pid}.tmp`;
      makeFolder(dirname(path), 0o755);
      try {
        await writeFile(half, text, { mode: 0o644 });
        // node_exporter is another user, and the umask of this process may be 077.
        grant(half, 0o644);
        await rename(half, path);
      } finally {
        await rm(half, { force: true });
      }
    },
  };
}
