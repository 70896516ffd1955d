import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** The types would be stripped anew in each process. */
const compileCache = fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url));

/** What is said of a `TZ` in a process that was started with it: only there does it count. */
function said(tz: string): string {
  const file = fileURLToPath(new URL('../../lib/app/time-zone.ts', import.meta.url));
  const code = `
    import { timeZoneProblems } from '${file}';
    console.log(timeZoneProblems(process.env.TZ).map(({ key, what }) => key + ' ' + what).join());`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    encoding: 'utf8',
    env: { TZ: tz, NODE_COMPILE_CACHE: compileCache },
  });
  expect(stderr).toBe('');
  return stdout.trim();
}

test.each([
  '',
  ':',
  'Foo/Bar',
  'Asia/Toyko',
  // Node looks for the file as it is written.
  'asia/tokyo',
  'Asia/Tokyo ',
  'Etc/Unknown',
  'JST',
  '+09:00',
  // POSIX rules with daylight saving time are taken for UTC.
  'JST-9JDT',
  'CET-1CEST,M3.5.0,M10.5.0/3',
  '<+09>-9',
  // A path is taken for an offset without it.
  '/usr/share/zoneinfo/America/New_York',
  ':/etc/nothing',
])('%j is refused, since it would silently be UTC, or wrong half the year', tz => {
  expect(said(tz)).toMatch(/^TZ .*UTC/);
});

test.each([
  'Asia/Tokyo',
  ':Asia/Tokyo',
  'posix/Asia/Tokyo',
  '/usr/share/zoneinfo/Asia/Tokyo',
  'Europe/London',
  'Europe/Kyiv',
  'Asia/Kathmandu',
  'Atlantic/Reykjavik',
  'EST5EDT',
  'JST-9',
  'Etc/GMT-9',
  'UTC',
  'utc',
  'UTC0',
  'Etc/UTC',
  'GMT',
])('%j is used', tz => {
  expect(said(tz)).toBe('');
});
