import { expect, test } from 'vitest';
import { retiredOf } from '../../lib/domain/retired.ts';
import type { RunRecord } from '../../lib/domain/run-record.ts';
import type { Watched } from '../../lib/domain/series.ts';
import { aRecord } from '../run-records.ts';

const now = Date.parse('2026-11-23T06:00:00.000Z');
const at = (days: number) => new Date(now - days * 86_400_000).toISOString();
const watched: Watched[] = [
  { tenant: 'contoso', account: 'contoso', monitor: 'admin-center', engine: 'chromium', intervalMs: 300_000 },
];

/** Is a series with this last run retired at tokyo, which has had runs for so many days? */
async function isRetired(changes: Partial<RunRecord>, daysHere?: number, seen = watched): Promise<boolean> {
  const last = aRecord({ scheduledAt: at(1), endedAt: at(1), ...changes });
  const here = { location: 'tokyo', now, watched: seen };
  const firstRunAt = daysHere === undefined ? undefined : at(daysHere);
  return (await retiredOf([{ last }], here, async () => firstRunAt)).length > 0;
}

test.each<[string, Partial<RunRecord>, number | undefined, boolean]>([
  ['what is watched here, however old', { scheduledAt: at(90), endedAt: at(90) }, 90, false],
  ['an account that was removed', { account: 'gone' }, 90, true],
  ['a monitor that was removed', { monitor: 'gone' }, 90, true],
  ['an engine that was removed', { engine: 'firefox' }, 90, true],
  ['a tenant that was renamed', { tenant: 'old' }, 90, true],
  ['another location that shares the history', { location: 'osaka' }, 90, false],
  ['another location, before the first run here', { location: 'osaka' }, undefined, false],
  ['a location that this one took the place of', { location: 'osaka' }, 0.5, true],
  [
    'a location that this one took the place of, with its tenant',
    { location: 'osaka', tenant: 'old' },
    0.5,
    true,
  ],
  ['another location that was given up', { location: 'osaka', scheduledAt: at(8), endedAt: at(8) }, 90, true],
  ['another location with an account of its own', { location: 'osaka', account: 'other' }, 0.5, false],
])('%s', async (_what, changes, daysHere, expected) => {
  expect(await isRetired(changes, daysHere)).toBe(expected);
});

test('where nothing is monitored, everything of this location is retired', async () => {
  expect(await isRetired({}, 90, [])).toBe(true);
});

test('the history is asked for the first run only where that decides: each question reads all runs of a series', async () => {
  const here = { location: 'tokyo', now, watched };
  const asked: Watched[] = [];
  const series = ['tokyo', 'osaka'].map(location => ({ last: aRecord({ location, endedAt: at(1) }) }));
  const ask = async (one: Watched) => (asked.push(one), undefined);
  await retiredOf(series.slice(0, 1), here, ask);
  expect(asked).toEqual([]);
  await retiredOf(series, here, ask);
  expect(asked).toEqual(watched);
});
