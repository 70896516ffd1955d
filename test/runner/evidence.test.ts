import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunRecord } from '../../lib/domain/run-record.ts';
import type { Recording } from '../../lib/evidence/recorder.ts';
import { History } from '../../lib/history/history.ts';
import { indexPage } from '../../lib/pages/index-page.ts';
import { Secret } from '../../lib/platform/secret.ts';
import type { DueRun, RunContext } from '../../lib/runner/due-run.ts';
import { isTraceDue, saveEvidence } from '../../lib/runner/evidence.ts';
import monitor from '../../monitors/admin-center.monitor.ts';
import { artifactsWith } from '../evidence/artifacts.ts';
import { runContextIn } from '../run-context.ts';
import { aFailure, aRecord } from '../run-records.ts';

let reports: string;
let parts: RunContext;
beforeEach(() => {
  reports = mkdtempSync(join(tmpdir(), 'genkan-test-'));
  parts = runContextIn(reports, History.open(reports));
});
afterEach(async () => {
  await parts.history.close();
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
  const startUrl = 'https://admin.microsoft.com/';
  return { due, monitor, startUrl, account, otherEngines: [], timeoutMs: 1, slowMs: 1 };
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
])('after a run that %s', async (_how, last, isDue) => {
  await parts.history.expect([last], last.endedAt);
  await parts.history.conclude(last);
  expect(await isTraceDue(aRun(), parts)).toBe(isDue);
});

describe('the record and the page of a run', () => {
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
  const save = async (password: string, identity: RunContext['evidence']['identity'] = 'show') => {
    const evidence = { ...parts.evidence, identity };
    const saved = await saveEvidence(aRun(password), failure, [], { ...parts, evidence });
    const files = new Map(
      saved.evidence.map(({ kind, file }) => [kind, readFileSync(join(reports, file), 'utf8')]),
    );
    return { files, dropped: saved.evidenceDropped?.map(({ file }) => file) };
  };

  test('show the run', async () => {
    const { files, dropped } = await save('S3cret-and-unusual');
    expect(dropped).toBeUndefined();
    expect(JSON.parse(files.get('record') ?? '')).toEqual({ ...failure, evidence: [] });
    expect(files.get('index')).toBe(`<p>${failure.summary}</p>`);
  });

  test('name neither domain nor tenant where identity is masked', async () => {
    const { files, dropped } = await save('S3cret-and-unusual', 'mask');
    expect(dropped).toBeUndefined();
    expect(JSON.parse(files.get('record') ?? '')).toMatchObject({
      opinions: [{ found: { domain: '[masked]', tenantId: '[masked]', isKnown: true } }],
    });
    expect(files.get('index')).toBe('<p>The password was rejected. [masked] is known.</p>');
  });

  test.each(['en', 'ja'] as const)(
    'are kept with the link that explains the code of an unknown page: %s',
    async language => {
      const page = {
        url: 'https://login.microsoftonline.com/common/login?code=[redacted]',
        errorCode: '599999',
      };
      const unknown = aFailure({ runId: 'next', cause: 'unknown_screen', fault: 'monitor', page });
      const renderPage = (run: RunRecord) => indexPage(run, { language, title: 'x' });
      const saved = await saveEvidence(aRun(), unknown, [], {
        ...parts,
        language,
        evidence: { ...parts.evidence, renderPage },
      });
      expect(saved.evidenceDropped).toBeUndefined();
      const index = saved.evidence.find(({ kind }) => kind === 'index');
      expect(readFileSync(join(reports, index?.file ?? ''), 'utf8')).toContain(
        'href="https://login.microsoftonline.com/error?code=599999"',
      );
    },
  );

  test.each([
    'https://login.microsoftonline.com/error?code=0.AXYabc',
    'https://login.microsoftonline.com/error?code=599999x',
    'https://login.microsoftonline.com/error?code=599999&state=abc',
    'https://login.microsoftonline.com/common?code=599999',
    'https://login.microsoftonline.com.evil.example/error?code=599999',
  ])('are not kept with another link: %s', async link => {
    const saved = await saveEvidence(aRun(), failure, [], {
      ...parts,
      evidence: { ...parts.evidence, renderPage: () => Promise.resolve(`<a href="${link}">x</a>`) },
    });
    expect(saved.evidenceDropped?.map(({ kind }) => kind)).toEqual(['index']);
  });

  test.each([
    ['a word of the record', 'screens', ['run.json', 'index.html']],
    ['only in the page', '<p>', ['index.html']],
    ['a word of neither', 'wolf', undefined],
  ])('are not kept where the password is %s', async (_what, password, dropped) => {
    expect((await save(password)).dropped).toEqual(dropped);
  });
});

describe('pictures', () => {
  const picture = artifactsWith('planted').jpeg;
  const recording: Recording = {
    n: 1,
    codes: [],
    filmstrip: [
      { screen: 'email', jpeg: picture, text: 'Sign in' },
      { screen: 'password', jpeg: picture, text: 'Enter password' },
      { screen: 'other', jpeg: picture, text: 'Try again' },
      { screen: 'password', jpeg: picture, text: 'Enter password' },
    ],
    network: { log: { version: '1.2', creator: { name: 'x', version: '' }, entries: [] } },
    lines: [],
    isAsked: true,
    stop: picture,
    text: 'Wrong password',
    page: '<p>Wrong password</p>',
    digest: { at: 'x', pageId: undefined, views: [], components: [], controls: [], forms: [], frames: [] },
  };
  const failed = aFailure({ runId: 'next', summary: 'The password was rejected.' });
  const droppedOf = async (more: Partial<Recording>, password = 'S3cret-and-unusual') => {
    const saved = await saveEvidence(aRun(password), failed, [{ ...recording, ...more }], parts);
    return Object.fromEntries(saved.evidenceDropped?.map(({ file, reason }) => [file, reason]) ?? []);
  };

  test('are kept where they show nothing secret as text', async () => {
    expect(await droppedOf({})).toEqual({});
  });

  const shows = 'shown';

  test.each([
    'S3cret-and-unusual',
    'S3cret-\n and-\tunusual',
    'S3cret%2dand-unusual',
    'UzNjcmV0LWFuZC11bnVzdWFs',
  ])(
    'are not kept where the page at the end shows %j, nor are its digest and earlier pictures of that screen',
    async text => {
      expect(await droppedOf({ text: `You typed ${text}` })).toEqual({
        '02-password.jpg': shows,
        '04-password.jpg': shows,
        '05-stop.jpg': shows,
        'digest.json': shows,
      });
    },
  );

  test('are not kept where another picture of the same screen shows it', async () => {
    const [first, second, ...others] = recording.filmstrip;
    if (first === undefined || second === undefined) throw new Error('no filmstrip');
    const filmstrip = [first, { ...second, text: 'You typed S3cret-and-unusual' }, ...others];
    expect(await droppedOf({ filmstrip })).toEqual({ '02-password.jpg': shows, '04-password.jpg': shows });
  });

  test('are not kept where it is not known what they show', async () => {
    const unknown = 'unknown_text';
    expect(await droppedOf({ text: undefined, filmstrip: [] })).toEqual({
      '01-stop.jpg': unknown,
      'digest.json': unknown,
    });
  });

  test('that could not be taken are listed as dropped, and so is everything else that was asked of the page', async () => {
    const missing = 'missing';
    const filmstrip = [...recording.filmstrip.slice(0, 1), { screen: 'password' }];
    expect(await droppedOf({ filmstrip, stop: undefined, page: undefined, digest: undefined })).toEqual({
      '02-password.jpg': missing,
      '03-stop.jpg': missing,
      'page.html': missing,
      'digest.json': missing,
    });
    expect(await droppedOf({ isAsked: false, stop: undefined, page: undefined, digest: undefined })).toEqual(
      {},
    );
  });

  test('of a good run that show a secret do not become the baseline', async () => {
    const good = aRecord({ runId: 'good' });
    const filmstrip = [{ screen: 'ready', jpeg: picture, text: 'Hello S3cret-and-unusual' }];
    await saveEvidence(aRun(), good, [{ ...recording, filmstrip, isAsked: false }], parts);
    const saved = await saveEvidence(aRun(), failed, [recording], parts);
    expect(saved.evidence.some(({ kind }) => kind === 'good_film')).toBe(false);
  });
});
