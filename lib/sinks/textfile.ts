import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Series, Sink } from '../core/series.ts';
import { metricsOf } from './metrics.ts';

/**
 * A file for node_exporter's textfile collector. Written beside itself and renamed: the collector never reads half of
 * it, and a full disk leaves the last good one in place.
 * @param path must end in `.prom`, or the collector does not read it
 */
export function textfile(path: string, version: string): Sink {
  return {
    name: `textfile ${path}`,
    publish: async (series: readonly Series[]) => {
      const text = await metricsOf(series, version).metrics();
      const half = `${path}.${process.pid}.tmp`;
      await mkdir(dirname(path), { recursive: true });
      try {
        await writeFile(half, text, { mode: 0o644 });
        await rename(half, path);
      } finally {
        await rm(half, { force: true });
      }
    },
  };
}
