import type { Snapshot } from '../../lib/domain/series.ts';

/** What a sink gets where nothing is watched. */
export const emptySnapshot: Snapshot = {
  now: 0,
  location: 'tokyo',
  version: '0.1.0',
  watched: [],
  series: [],
  metricCounts: [],
  retired: [],
  paused: new Set(),
  credentials: [],
  sinks: ['textfile'],
  evidenceBytes: 0,
};
