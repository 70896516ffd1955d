import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { withTexts } from '../../lib/domain/describe-run.ts';
import { parseDueRecord, parseRecord, RecordError } from '../../lib/domain/parse-record.ts';
import type { RunRecord } from '../../lib/domain/run-record.ts';
import { publishedRecord } from '../published-record.ts';
import { aFailure, aRecord } from '../run-records.ts';

/** A failure of which everything is known. */
const whole = aFailure({
  because: 'password_expired',
  load: { host: 'admin.microsoft.com', errorText: 'net::ERR_CONNECTION_RESET' },
  factor: 'totp',
  fresh: { cookiesAtStart: 0, storageAtStart: 0, credentialsTyped: true, accountProvenBy: 'account_menu' },
  page: {
    url: 'https://login.microsoftonline.com/common/login',
    errorCode: '50126',
    offered: ['PhoneAppNotification'],
  },
  requestIds: [
    { host: 'login.microsoftonline.com', at: '2026-11-23T05:45:15.000Z', status: 200, requestId: 'a' },
  ],
  clockSkewMs: -40,
  signInCause: 'unknown_screen',
  opinions: [
    {
      id: 'reach',
      durationMs: 12,
      found: { hosts: [{ host: 'a.example', role: 'center', via: 'direct', durationMs: 3, failed: 'dns' }] },
    },
    { id: 'graph', durationMs: 12, found: { organization: 200, issues: [] } },
    { id: 'engine', durationMs: 30, missing: 'late' },
  ],
  evidence: [{ kind: 'screenshot', file: 'evidence/2026-11-23/a/screenshot.png', bytes: 12 }],
  evidenceDropped: [{ kind: 'trace', file: 'trace.zip', reason: 'not_written', error: 'ENOSPC' }],
});

const version01 = readFileSync(new URL('../history/version-0.1/runs.jsonl', import.meta.url), 'utf8');
const stored: ReadonlyArray<readonly [string, RunRecord]> = [
  ['a good run', aRecord()],
  ['a failure', whole],
  ['a run that never started', aFailure({ startedAt: undefined, attempts: [], screens: [] })],
  ...version01
    .trim()
    .split('\n')
    .map((line, n) => [`version 1, run ${n}`, JSON.parse(line) as RunRecord] as const),
];

test.each(stored)('%s is read as it was written', (_name, record) => {
  const json = JSON.stringify(record);
  expect(JSON.stringify(parseRecord(json))).toBe(json);
  expect(JSON.stringify(parseDueRecord(json))).toBe(json);
});

test.each(stored)('%s, printed, is what the published schema promises', (_name, record) => {
  for (const language of ['en', 'ja'] as const) {
    const printed = JSON.parse(JSON.stringify(withTexts(record, language))) as object;
    expect(publishedRecord.safeParse(printed).error, language).toBeUndefined();
    expect(publishedRecord.safeParse({ ...printed, summary: undefined }).success, language).toBe(false);
    expect(publishedRecord.safeParse({ ...printed, verdict: 'fine' }).success, language).toBe(false);
  }
});

test('the record beside the evidence of version 0.1 is what the published schema promises', () => {
  const files = globSync('**/run.json', { cwd: new URL('../history/version-0.1', import.meta.url) });
  expect(files).toHaveLength(1);
  const [file = ''] = files;
  const json = readFileSync(new URL(`../history/version-0.1/${file}`, import.meta.url), 'utf8');
  expect(publishedRecord.safeParse(JSON.parse(json)).error).toBeUndefined();
});

test('what only a later version knows is kept, at every depth', () => {
  const [opinion] = whole.opinions;
  const later = {
    ...whole,
    more: { of: 'it' },
    cause: 'later_cause',
    attempts: whole.attempts.map(attempt => {
      return { ...attempt, more: 1, steps: [{ ...attempt.steps[0], name: 'later_step', more: 1 }] };
    }),
    page: { ...whole.page, more: 1 },
    opinions: [
      { ...opinion, more: 1 },
      { id: 'later', durationMs: 1, found: { more: 1 } },
    ],
    evidence: [{ kind: 'later_kind', file: 'a', bytes: 1, more: 1 }],
  };
  expect(parseRecord(JSON.stringify(later))).toEqual(JSON.parse(JSON.stringify(later)));
  expect(publishedRecord.safeParse(withTexts(later as unknown as RunRecord, 'en')).success).toBe(true);
});

describe('of a record that is damaged, it is said which run and which field', () => {
  const of = 'the record of the run 20261123T054512834-7k3q9x2m is damaged: ';
  test.each<[string, object, string]>([
    ['a version that does not exist', { schemaVersion: 3 }, `${of}schemaVersion: `],
    ['a text for a number', { durationMs: '12' }, `${of}durationMs: `],
    ['no verdict', { verdict: undefined }, `${of}verdict: `],
    ['an unknown verdict', { verdict: 'fine' }, `${of}verdict: `],
    ['no time', { endedAt: 'yesterday' }, `${of}endedAt: not a time`],
    ['no list', { attempts: null }, `${of}attempts: `],
    [
      'deep inside',
      { attempts: [{ ...whole.attempts[0], steps: [{}] }] },
      `${of}attempts[0].steps[0].name: `,
    ],
    ['a finding of another kind', { opinions: [{ ...whole.opinions[0], found: {} }] }, `${of}opinions[0]: `],
    ['an opinion without a name', { opinions: [{ durationMs: 1 }] }, `${of}opinions[0]: `],
    ['no page', { page: 'https://admin.microsoft.com' }, `${of}page: `],
    ['no run id', { runId: undefined }, 'the record of a run is damaged: runId: '],
  ])('%s', (_name, change, message) => {
    const json = JSON.stringify({ ...whole, ...change });
    expect(() => parseRecord(json)).toThrow(RecordError);
    expect(() => parseRecord(json)).toThrow(message);
  });

  test.each(['', '{"runId":', 'null', '[]', '"text"'])('%j', json => {
    for (const parse of [parseRecord, parseDueRecord]) {
      expect(() => parse(json), parse.name).toThrow(RecordError);
      expect(() => parse(json)).toThrow(/^the record of a run is damaged: (?:it is not JSON|Invalid input)/);
    }
  });

  test.each(['schemaVersion', 'verdict', 'cause', 'startedAt', 'durationMs', 'attempts', 'page', 'opinions'])(
    'what %s holds is not repeated',
    field => {
      const json = JSON.stringify({ ...whole, endedAt: 0, [field]: { 'Sakura-2026!': ['Sakura-2026!'] } });
      expect(() => parseRecord(json)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('Sakura') as string }) as Error,
      );
    },
  );

  test('of a run that has not ended', () => {
    const json = JSON.stringify({ ...aRecord(), monitor: 1 });
    expect(() => parseDueRecord(json)).toThrow(`${of}monitor: `);
  });
});
