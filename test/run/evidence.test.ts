import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunRecord } from '../../lib/core/run-record.ts';
import { Secret } from '../../lib/core/secret.ts';
import { History } from '../../lib/history/history.ts';
import { indexPage } from '../../lib/pages/index-page.ts';
import type { DueRun, RunParts } from '../../lib/run/due-run.ts';
import { isTraceDue, keepEvidence } from '../../lib/run/evidence.ts';
import monitor from '../../monitors/admin-center.monitor.ts';
import { runPartsIn } from '../run-parts.ts';
import { aFailure, aRecord } from '../run-records.ts';

let reports: string;
let parts: RunParts;
beforeEach(() => {
  reports = mkdtempSync(join(tmpdir(), 'genkan-test-'));
  parts = runPartsIn(reports, History.open(reports));
});
afterEach(() => {
  parts.history.close();
  rmSync(reports, { recursive: true });
});

function aRun(password = 'S3cret-and-unusual'): DueRun {
  const account = {
    id: 'contoso',
    username: 'monitor@contoso.example',
    tenant: 'contoso',
    cloud: 'global',
    password: new Secret(password),
  } as const;
  const due = aRecord({ runId: 'next' });
  const door = 'https://admin.microsoft.com/';
  return { due, monitor, door, account, otherEngines: [], timeoutMs: 1, slowMs: 1 };
}

const scheduledAt = '2026-11-23T05:00:00.000Z';
const notTried: Partial<RunRecord> = { verdict: 'unknown', fault: 'monitor', attempts: [] };

test.each<[string, RunRecord, boolean]>([
  ['failed', aFailure({ scheduledAt }), true],
  ['got in', aRecord({ scheduledAt }), false],
  ['was slow', aRecord({ scheduledAt, verdict: 'degraded' }), false],
  ['was missed', aFailure({ scheduledAt, ...notTried, cause: 'missed' }), false],
  ['was paused', aFailure({ scheduledAt, ...notTried, cause: 'paused' }), false],
  ['had to give way', aFailure({ scheduledAt, ...notTried, cause: 'overlapped' }), false],
  ['was stopped before it began', aFailure({ scheduledAt, ...notTried, cause: 'interrupted' }), false],
])('after a run that %s', (_how, last, isDue) => {
  parts.history.expect([last], last.endedAt);
  parts.history.conclude(last);
  expect(isTraceDue(aRun(), parts)).toBe(isDue);
});

describe('the record and the page that tell of a run', () => {
  const tenantId = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a';
  const failure = aFailure({
    runId: 'next',
    summary: 'The password was rejected. contoso.example is known.',
    opinions: [
      {
        id: 'tenant',
        durationMs: 1,
        found: { domain: 'contoso.example', status: 200, isKnown: true, tenantId },
      },
    ],
  });
  const keep = async (password: string, identity: RunParts['evidence']['identity'] = 'show') => {
    const evidence = { ...parts.evidence, identity };
    const kept = await keepEvidence(aRun(password), failure, [], { ...parts, evidence });
    const files = new Map(
      kept.evidence.map(({ kind, file }) => [kind, readFileSync(join(reports, file), 'utf8')]),
    );
    return { files, dropped: kept.evidenceDropped?.map(({ file }) => file) };
  };

  test('show what they are made of', async () => {
    const { files, dropped } = await keep('S3cret-and-unusual');
    expect(dropped).toBeUndefined();
    expect(JSON.parse(files.get('record') ?? '')).toEqual({ ...failure, evidence: [] });
    expect(files.get('index')).toBe(`<p>${failure.summary}</p>`);
  });

  test('name neither domain nor tenant where identity is masked', async () => {
    const { files, dropped } = await keep('S3cret-and-unusual', 'mask');
    expect(dropped).toBeUndefined();
    expect(JSON.parse(files.get('record') ?? '')).toMatchObject({
      opinions: [{ found: { domain: '[masked]', tenantId: '[masked]', isKnown: true } }],
    });
    expect(files.get('index')).toBe('<p>The password was rejected. [masked] is known.</p>');
  });

  test.each<[string, Partial<RunRecord>]>([
    ['an unknown page', { cause: 'unknown_screen', fault: 'monitor' }],
    [
      'an unknown screen of Microsoft, in Japanese',
      { cause: 'unknown_screen', fault: 'monitor', summary: '不明な画面です。' },
    ],
  ])('are kept with the link that explains the code of %s', async (_what, more) => {
    const page = {
      url: 'https://login.microsoftonline.com/common/login?code=[redacted]',
      errorCode: '599999',
    };
    const tell = (run: RunRecord) =>
      indexPage(run, { language: run.summary.endsWith('。') ? 'ja' : 'en', title: 'x' });
    const kept = await keepEvidence(aRun(), { ...failure, ...more, page }, [], {
      ...parts,
      evidence: { ...parts.evidence, tell },
    });
    expect(kept.evidenceDropped).toBeUndefined();
    const index = kept.evidence.find(({ kind }) => kind === 'index');
    expect(readFileSync(join(reports, index?.file ?? ''), 'utf8')).toContain(
      'href="https://login.microsoftonline.com/error?code=599999"',
    );
  });

  test.each([
    'https://login.microsoftonline.com/error?code=0.AXYabc',
    'https://login.microsoftonline.com/error?code=599999x',
    'https://login.microsoftonline.com/error?code=599999&state=abc',
    'https://login.microsoftonline.com/common?code=599999',
    'https://login.microsoftonline.com.evil.example/error?code=599999',
  ])('are not kept with another link: %s', async link => {
    const kept = await keepEvidence(aRun(), failure, [], {
      ...parts,
      evidence: { ...parts.evidence, tell: () => Promise.resolve(`<a href="${link}">x</a>`) },
    });
    expect(kept.evidenceDropped?.map(({ kind }) => kind)).toEqual(['index']);
  });

  test.each([
    ['a word of the record', 'screens', ['run.json', 'index.html']],
    ['only in the page', '<p>', ['index.html']],
    ['a word of neither', 'wolf', undefined],
  ])('are not kept where the password is %s', async (_what, password, dropped) => {
    expect((await keep(password)).dropped).toEqual(dropped);
  });
});
