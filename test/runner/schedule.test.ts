import { describe, expect, test } from 'vitest';
import {
  type Cadence,
  dueAfter,
  dueBefore,
  intervalAt,
  parseCron,
  shareOf,
} from '../../lib/domain/cadence.ts';
import { isoTime } from '../../lib/platform/clock.ts';
import { type Recurring, Schedule } from '../../lib/runner/schedule.ts';

const minute = 60_000;
const hour = 60 * minute;
const start = Date.parse('2026-11-23T05:00:00Z');
const fiveMinutes: Cadence = { everyMs: 5 * minute };

const series = (account: string, cadence: Cadence = fiveMinutes): Recurring => ({
  key: account,
  account,
  cadence,
});

function cron(expression: string): Cadence {
  const cadence = parseCron(expression);
  if (cadence === undefined) throw new Error(`${expression} is not a cron expression`);
  return cadence;
}

/** Asks at every moment that the schedule names, and lets each run end at once. */
function follow(schedule: Schedule<Recurring>, until: number): Array<[account: string, at: string]> {
  const taken: Array<[string, string]> = [];
  for (let now = schedule.next(); now <= until; now = schedule.next()) {
    for (const due of schedule.take(now)) {
      expect(due.kind).toBe('run');
      schedule.ended(due.series.key);
      taken.push([due.series.account, isoTime(due.at)]);
    }
  }
  return taken;
}

describe('an interval', () => {
  test('comes at equal distances, at times that no restart changes', () => {
    const last = start - 5 * minute;
    const lastDueAt = () => dueBefore(fiveMinutes, shareOf('a'), last);
    const first = follow(new Schedule([series('a')], { now: start, lastDueAt }), start + hour);
    const gaps = first.slice(1).map(([, at], n) => Date.parse(at) - Date.parse(first[n]?.[1] ?? ''));
    expect(new Set(gaps)).toEqual(new Set([5 * minute]));
    const later = start + 17_000;
    const again = follow(new Schedule([series('a')], { now: later, lastDueAt }), start + hour);
    expect(again).toEqual(first);
  });

  test('spreads the accounts over it, always in the same way', () => {
    const accounts = Array.from({ length: 1_000 }, (_, n) => `account-${n}`);
    const seconds = accounts.map(account =>
      Math.floor((dueAfter(fiveMinutes, shareOf(account), start) - start) / 1_000),
    );
    expect(Math.min(...seconds)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...seconds)).toBeLessThanOrEqual(300);
    const together = [...Map.groupBy(seconds, second => second).values()];
    const most = Math.max(...together.map(same => same.length));
    expect(most).toBeLessThan(15);
    expect(shareOf('contoso')).toBe(shareOf('contoso'));
  });

  test('that has never come comes soon, and not only after its whole length', () => {
    const weekly = ['a', 'b', 'c'].map(account => series(account, { everyMs: 7 * 24 * hour }));
    const schedule = new Schedule(weekly, { now: start });
    expect(schedule.next()).toBeGreaterThanOrEqual(start);
    expect(follow(schedule, start + minute).map(([account]) => account)).toHaveLength(3);
    expect(schedule.next()).toBeGreaterThan(start + 3 * 24 * hour);
  });
});

describe('a run that is under way', () => {
  test('is not started a second time: each due time during it is reported as overlapped', () => {
    const schedule = new Schedule([series('a')], { now: start });
    const kindsAt = (now: number) => schedule.take(now).map(({ kind }) => kind);
    expect(kindsAt(schedule.next())).toEqual(['run']);
    expect(schedule.isUnderWay('a')).toBe(true);
    expect(kindsAt(schedule.next())).toEqual(['overlapped']);
    expect(kindsAt(schedule.next())).toEqual(['overlapped']);
    schedule.ended('a');
    expect(kindsAt(schedule.next())).toEqual(['run']);
  });

  test('makes its next due time wait a little, which any process that is free can take meanwhile', () => {
    const [busy, free] = [
      new Schedule([series('a')], { now: start }),
      new Schedule([series('a')], { now: start }),
    ];
    const [first] = busy.take(busy.next());
    free.take(free.next());
    free.ended('a');
    const due = dueAfter(fiveMinutes, shareOf('a'), (first?.at ?? 0) + 2.5 * minute);
    expect(busy.take(due)).toEqual([]);
    expect(free.take(due)).toEqual([{ series: series('a'), at: due, kind: 'run' }]);
    busy.ended('a');
    expect(busy.next()).toBe(due);
    expect(busy.take(due + 5_000)).toEqual([{ series: series('a'), at: due, kind: 'run' }]);
    expect(busy.take(due + 5_000)).toEqual([]);
  });

  test.each([10_000, 60_000])('overlaps each due time in it, also every %i ms', everyMs => {
    const schedule = new Schedule([series('a', { everyMs })], { now: start });
    const [first] = schedule.take(schedule.next());
    const overlapped = Array.from({ length: 5 }, () => schedule.take(schedule.next())).flat();
    expect(overlapped.map(({ kind }) => kind)).toEqual(Array(5).fill('overlapped'));
    const [next = 0, ...later] = overlapped.map(({ at }) => at);
    expect(next - (first?.at ?? 0)).toBeLessThanOrEqual(1.5 * everyMs);
    expect(later).toEqual([1, 2, 3, 4].map(n => next + n * everyMs));
  });

  test('stays under way when the configuration changes', () => {
    const before = new Schedule([series('a')], { now: start });
    before.take(before.next());
    const now = start + 2 * minute;
    const changed = new Schedule([series('a', { everyMs: minute })], { now, before });
    expect(changed.take(changed.next()).map(({ kind }) => kind)).toEqual(['overlapped']);
    changed.ended('a');
    expect(changed.take(changed.next()).map(({ kind }) => kind)).toEqual(['run']);
  });
});

describe('due times that came while no process was running', () => {
  test('are reported once after a start, as the latest of them, and a run follows soon', () => {
    const schedule = new Schedule([series('a')], { now: start, lastDueAt: () => start - 3 * hour });
    const latest = dueBefore(fiveMinutes, shareOf('a'), start);
    expect(schedule.take(start)).toEqual([{ series: series('a'), at: latest, kind: 'missed' }]);
    expect(schedule.take(start)).toEqual([]);
    expect(schedule.next()).toBeLessThanOrEqual(start + minute);
    expect(schedule.take(start + minute).map(({ kind }) => kind)).toEqual(['run']);
  });

  test.each([series('a'), series('a', cron('*/5 * * * *'))])(
    'do not include one that has just come: that is run on time, here or by another process',
    each => {
      const schedule = new Schedule([each], { now: start, timeZone: 'UTC' });
      for (const { series: taken } of schedule.take(start + 5 * minute)) schedule.ended(taken.key);
      const due = dueAfter(each.cadence, shareOf('a'), start + 8 * hour, 'UTC');
      expect(schedule.take(due + 1_000)).toEqual([{ series: each, at: due - 5 * minute, kind: 'missed' }]);
      expect(schedule.take(due + 1_000)).toEqual([{ series: each, at: due, kind: 'run' }]);
      expect(schedule.next()).toBeGreaterThan(due + minute);
    },
  );

  test('are not reported again by a restart right after that', () => {
    const latest = dueBefore(fiveMinutes, shareOf('a'), start);
    const schedule = new Schedule([series('a')], { now: start + 1_000, lastDueAt: () => latest });
    expect(schedule.take(start + 1_000)).toEqual([]);
    expect(schedule.next()).toBe(latest + 5 * minute);
  });

  test('are reported when the machine has slept', () => {
    const schedule = new Schedule([series('a'), series('b')], { now: start });
    follow(schedule, start + 10 * minute);
    const woken = start + 8 * hour;
    expect(
      schedule.take(woken).map(({ kind, at }) => [kind, at <= woken && at > woken - 5 * minute]),
    ).toEqual([
      ['missed', true],
      ['missed', true],
    ]);
    expect(follow(schedule, woken + minute)).toHaveLength(2);
  });

  test('are none when a restart was short: the run is late, not missed', () => {
    const lastDueAt = () => dueBefore(fiveMinutes, shareOf('a'), start);
    const due = lastDueAt() + 5 * minute;
    const schedule = new Schedule([series('a')], { now: due + 20_000, lastDueAt });
    expect(schedule.take(due + 20_000)).toEqual([{ series: series('a'), at: due, kind: 'run' }]);
  });

  test('in a cron expression are not made up for at another time', () => {
    const office = series('a', cron('*/15 8-18 * * 1-5'));
    const night = Date.parse('2026-11-23T22:00:00Z'); // a Monday
    const schedule = new Schedule([office], {
      now: night,
      lastDueAt: () => night - 8 * hour,
      timeZone: 'UTC',
    });
    expect(schedule.take(night)).toMatchObject([{ kind: 'missed', at: expect.any(Number) as number }]);
    expect(isoTime(schedule.next()).slice(0, 16)).toBe('2026-11-24T08:00');
  });
});

describe('another configuration', () => {
  test('keeps the due times of a series that has not changed, and reports none as missed', () => {
    const before = new Schedule([series('a'), series('b', { everyMs: hour })], { now: start });
    follow(before, start + 20 * minute);
    const now = start + 21 * minute;
    const after = new Schedule([series('a'), series('b'), series('c')], { now, before });
    expect(after.nextAt('a')).toBe(before.nextAt('a'));
    expect(after.take(now)).toEqual([]);
    expect(after.nextAt('b')).toBeLessThanOrEqual(now + minute);
    expect(after.nextAt('c')).toBeLessThanOrEqual(now + minute);
  });
});

test('a clock that is set back does not silence the schedule', () => {
  const schedule = new Schedule([series('a')], { now: start });
  follow(schedule, start + 10 * minute);
  const earlier = start - 24 * hour;
  schedule.take(earlier);
  expect(schedule.next()).toBeLessThanOrEqual(earlier + 5 * minute);
});

test.each([
  ['an interval', fiveMinutes],
  ['a cron expression', cron('*/5 * * * *')],
])('a clock that goes a year ahead and back costs %s one missed run, and no silence', (_what, cadence) => {
  const year = 365 * 24 * hour;
  const schedule = new Schedule([series('a', cadence), series('b', cadence)], { now: start });
  follow(schedule, start + 10 * minute);
  const ahead = schedule.take(start + year);
  expect(ahead.map(({ kind, series: { account } }) => [account, kind])).toEqual([
    ['a', 'missed'],
    ['b', 'missed'],
  ]);
  expect(follow(schedule, start + year + 30 * minute).length).toBeGreaterThanOrEqual(10);
  const back = start + 45 * minute;
  // A configuration that is read right then, and a process that starts right then, are not silent either.
  const replaced = new Schedule([series('a', cadence)], { now: back, before: schedule });
  const restarted = new Schedule([series('a', cadence)], { now: back, lastDueAt: () => start + year });
  expect(schedule.take(back)).toEqual([]);
  for (const each of [schedule, replaced, restarted])
    expect(follow(each, back + 30 * minute).length).toBeGreaterThanOrEqual(5);
});

describe('a cron expression', () => {
  const from = (time: string, expression: string, timeZone: string, until: string) => {
    const now = Date.parse(time);
    const schedule = new Schedule([series('a', cron(expression))], { now, timeZone });
    return follow(schedule, Date.parse(until)).map(([, at]) => at.slice(0, 16));
  };

  test('is read in the time zone, with at most half a minute of spread', () => {
    const times = from('2026-11-20T09:00:00Z', '*/30 8-18 * * 1-5', 'Asia/Tokyo', '2026-11-23T00:00:59Z');
    expect(times).toEqual([
      '2026-11-20T09:00',
      '2026-11-20T09:30',
      '2026-11-22T23:00', // Monday 8:00 in Tokyo
      '2026-11-22T23:30',
      '2026-11-23T00:00',
    ]);
  });

  test('in spring, comes right after the hour that the clock leaves out', () => {
    expect(from('2026-03-28T12:00:00Z', '30 2 * * *', 'Europe/Berlin', '2026-03-30T01:00:00Z')).toEqual([
      '2026-03-29T01:00',
      '2026-03-30T00:30',
    ]);
  });

  test('in autumn, comes once in the hour that comes twice', () => {
    expect(from('2026-10-24T12:00:00Z', '30 2 * * *', 'Europe/Berlin', '2026-10-26T02:00:00Z')).toEqual([
      '2026-10-25T00:30',
      '2026-10-26T01:30',
    ]);
  });

  test('every quarter of an hour comes in every quarter of an hour, also then', () => {
    const times = from('2026-10-24T23:50:00Z', '*/15 * * * *', 'Europe/Berlin', '2026-10-25T02:10:00Z');
    expect(times).toHaveLength(9);
    expect(new Set(times).size).toBe(9);
  });

  test.each(['', '* * * *', '* * * * * *', '61 * * * *', '0 0 30 2 *', 'a b c d e', '*/0 * * * *'])(
    'is none: %j',
    text => expect(parseCron(text)).toBeUndefined(),
  );

  test('knows its shortest distance', () => {
    expect(cron('*/15 8-18 * * 1-5').everyMs).toBe(15 * minute);
    expect(cron('0,1 0 1 * *').everyMs).toBe(minute);
    expect(cron('0 8 * * *').everyMs).toBe(24 * hour);
  });

  test('is not late at night', () => {
    const office = cron('0 8,20 * * *');
    const noon = new Date(2026, 10, 23, 12).getTime();
    expect(intervalAt(office, noon)).toBe(12 * hour);
    expect(intervalAt(cron('*/15 8-18 * * *'), new Date(2026, 10, 23, 23).getTime())).toBe(13.25 * hour);
    expect(intervalAt(fiveMinutes, noon)).toBe(5 * minute);
  });
});

test('the due time before a moment may be the moment itself', () => {
  const cadence = cron('0 * * * *');
  expect(dueBefore(cadence, 0, start)).toBe(start);
  expect(dueBefore(cadence, 0, start - 1)).toBe(start - hour);
  expect(dueAfter(cadence, 0, start)).toBe(start + hour);
  const at = dueAfter(fiveMinutes, 0.3, start);
  expect(dueBefore(fiveMinutes, 0.3, at)).toBe(at);
});
