import { describe, expect, test } from 'vitest';
import { incidentsOf } from '../../lib/domain/incident.ts';
import type { RunRecord } from '../../lib/domain/run-record.ts';
import { aFailure, aRecord } from '../run-records.ts';

/** `+` got in, `d` down, `p` another cause, `m` missed, `u` unknown; one run an hour. */
function runsOf(marks: string, changes: Partial<RunRecord> = {}): RunRecord[] {
  return Array.from(marks, (mark, hour) => {
    const time = `2026-11-23T${String(hour).padStart(2, '0')}:00:00.000Z`;
    const own = { runId: `${changes.account ?? ''}${hour}`, scheduledAt: time, endedAt: time, ...changes };
    if (mark === '+') return aRecord(own);
    if (mark === 'm') return aFailure({ ...own, verdict: 'unknown', cause: 'missed' });
    if (mark === 'u') return aFailure({ ...own, verdict: 'unknown', cause: 'unknown_screen' });
    return aFailure({ ...own, cause: mark === 'p' ? 'proxy_failed' : 'dns_failed' });
  });
}

const summary = (runs: readonly RunRecord[]) =>
  incidentsOf(runs).map(({ id, runs: failed, recovery }) => [
    id,
    failed.map(({ runId }) => runId).join(' '),
    recovery?.runId ?? 'goes on',
  ]);

test.each<[string, string[][]]>([
  ['+++', []],
  ['+d+', [['1', '1', '2']]],
  ['d', [['0', '0', 'goes on']]],
  [
    'dd+du',
    [
      ['3', '3 4', 'goes on'],
      ['0', '0 1', '2'],
    ],
  ],
  ['dmd+', [['0', '0 2', '3']]],
  ['m+', []],
])('%s', (marks, incidents) => {
  expect(summary(runsOf(marks))).toEqual(incidents);
});

describe('an incident', () => {
  test('counts its causes, the most frequent first', () => {
    expect(incidentsOf(runsOf('pdd'))[0]?.causes).toEqual([
      { cause: 'dns_failed', runs: 2 },
      { cause: 'proxy_failed', runs: 1 },
    ]);
  });

  test('is of one account, one monitor, one browser and one place', () => {
    const runs = [
      ...runsOf('d+', { account: 'a' }),
      ...runsOf('d', { account: 'b' }),
      ...runsOf('+d', { account: 'a', engine: 'firefox' }),
    ];
    expect(summary(runs)).toEqual([
      ['a1', 'a1', 'goes on'],
      ['a0', 'a0', 'a1'],
      ['b0', 'b0', 'goes on'],
    ]);
  });
});
