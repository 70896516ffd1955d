import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunRecord } from '../../lib/domain/run-record.ts';
import { FolderEvidenceStore } from '../../lib/evidence/folder-store.ts';
import { Secret } from '../../lib/platform/secret.ts';
import type { PageData } from '../../lib/web/routes.ts';
import type { StatusRow } from '../../lib/web/status-page.ts';
import { aFailure, aRecord } from '../run-records.ts';
import { open as openPages, row } from './pages.ts';

const now = Date.parse('2026-11-23T05:48:00Z');
const token = new Secret('0123456789abcdef');
const jpeg = Buffer.from('ffd8ffd9', 'hex');
const folder = 'evidence/2026-11-23/20261123T054512834-7k3q9x2m';

let reports: string;
beforeAll(() => {
  reports = mkdtempSync(join(tmpdir(), 'genkan-web-'));
  mkdirSync(join(reports, folder), { recursive: true });
  writeFileSync(join(reports, folder, 'screenshot.jpg'), jpeg);
  writeFileSync(join(reports, folder, 'run.json'), '{}');
  writeFileSync(join(reports, folder, 'page.html'), '<script>alert(1)</script>');
  writeFileSync(join(reports, folder, 'unlisted.jpg'), jpeg);
  writeFileSync(join(reports, 'history.sqlite'), 'not for everybody');
  symlinkSync(join(reports, 'history.sqlite'), join(reports, folder, 'link.jpg'));
  // Below the evidence, and yet not a file of this run.
  symlinkSync(join(reports, folder, 'unlisted.jpg'), join(reports, folder, 'inner-link.jpg'));
  symlinkSync('loop.jpg', join(reports, folder, 'loop.jpg'));
  mkdirSync(join(reports, folder, 'folder.jpg'));
});
afterAll(() => rmSync(reports, { recursive: true }));

const failure = aFailure({
  schemaVersion: 1,
  summary: 'The password was rejected.',
  remedy: 'Correct `genkan.yaml`.',
  page: {
    url: 'https://login.microsoftonline.com/common/login',
    pageId: 'ConvergedSignIn',
    errorCode: '50126',
  },
  evidence: [
    'screenshot.jpg',
    'run.json',
    'page.html',
    'link.jpg',
    'inner-link.jpg',
    'loop.jpg',
    'folder.jpg',
    'run.json/below.jpg',
    'gone.jpg',
    '../../../history.sqlite',
  ].map(name => ({ kind: 'screenshot', file: `${folder}/${name}`, bytes: 8 })),
});

const open = (changes: Partial<PageData> = {}) =>
  openPages({
    evidence: new FolderEvidenceStore(reports),
    run: async runId => (runId === failure.runId ? failure : undefined),
    ...changes,
  });

const runPath = `/runs/${failure.runId}`;
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('who may read', () => {
  const guarded = ['/', '/incidents', '/metrics', runPath, `${runPath}/evidence/screenshot.jpg`, '/nowhere'];

  test.each(guarded)('%s: nobody without the token', async path => {
    const { get } = open({ token });
    for (const authorization of [
      '',
      'Bearer',
      'Bearer 0123456789abcdeF',
      'Bearer 0123456789abcdef0',
      basic('0123456789abcdef'),
      basic('0123456789abcdef:'),
      'Basic ====',
      'Digest 0123456789abcdef',
    ]) {
      const answer = await get(path, { Authorization: authorization });
      expect(answer.status, authorization).toBe(401);
      expect(answer.headers.get('WWW-Authenticate')).toMatch(/^Basic realm="Genkan"/);
      expect(await answer.text()).not.toMatch(/contoso|x 1/);
    }
  });

  test.each([`Bearer ${token.reveal()}`, `bearer ${token.reveal()}`, basic(`anyone:${token.reveal()}`)])(
    'anybody who has it gets in: %s',
    async authorization => {
      const { get } = open({ token });
      expect((await get('/', { Authorization: authorization })).status).toBe(200);
      // By its name in the network, too: the token protects, not the name.
      const headers = { Authorization: authorization, Host: 'genkan.contoso.example' };
      expect((await get('/metrics', headers)).status).toBe(200);
    },
  );

  test('the health endpoints are open, and reveal nothing', async () => {
    const { get } = open({ token, unready: async () => ['the schedule is not running'] });
    const host = { Host: '10.1.2.3:9464' };
    const health = await get('/healthz', host);
    expect([health.status, await health.text()]).toEqual([200, 'alive\n']);
    const ready = await get('/readyz', host);
    expect([ready.status, await ready.text()]).toEqual([503, 'the schedule is not running\n']);
    expect((await open().get('/readyz')).status).toBe(200);
  });

  test('an address that others can reach is not opened without a token', () => {
    expect(() => open({ host: '0.0.0.0' })).toThrow('requires a token');
    expect(() => open({ host: '0.0.0.0', token })).not.toThrow();
  });

  test.each([
    'evil.example',
    'evil.example:9464',
    '127.0.0.1.evil.example',
    '10.0.0.1',
    'localhost.evil',
    'a@b',
    '',
  ])('a request under a name that is not ours is refused: %j', async host => {
    const answer = await open().get('/metrics', { Host: host });
    expect(answer.status).toBe(421);
    expect(await answer.text()).not.toContain('x 1');
  });

  test.each(['localhost', 'LOCALHOST:9464', '127.0.0.1:80', '127.8.9.1', '[::1]:9464', '[::1]'])(
    'this machine is known by its names: %s',
    async host => expect((await open().get('/metrics', { Host: host })).status).toBe(200),
  );
});

describe('evidence', () => {
  const file = (name: string) => open().get(`${runPath}/evidence/${name}`);

  test('a picture is shown as one, and nothing else can be made of it', async () => {
    const answer = await file('screenshot.jpg');
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(jpeg);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(/^default-src 'none';.* sandbox$/) as string,
      'cache-control': 'no-store',
    });
    expect((await file('run.json')).headers.get('Content-Type')).toMatch(/^application\/json/);
  });

  test('a page of the evidence is sent as a download, never shown', async () => {
    const { headers } = await file('page.html');
    expect(headers.get('Content-Type')).toBe('application/octet-stream');
    expect(headers.get('Content-Disposition')).toBe('attachment');
  });

  test.each([
    'unlisted.jpg',
    'gone.jpg',
    'link.jpg',
    'inner-link.jpg',
    'loop.jpg',
    'folder.jpg',
    'below.jpg',
    'history.sqlite',
    '..%2F..%2F..%2Fhistory.sqlite',
    '%2e%2e/%2e%2e/%2e%2e/history.sqlite',
    'screenshot.jpg%00',
    'screenshot.jpg/',
    '%ff',
    '',
  ])('only files that the record lists and that are below the evidence: not %j', async name => {
    const answer = await file(name);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain('not for everybody');
  });

  test('of a run that does not exist: not found', async () => {
    expect((await open().get('/runs/nobody/evidence/screenshot.jpg')).status).toBe(404);
  });
});

describe('the page of a run', () => {
  test('says what happened, whose fault it is, what to do, how long each step took, and shows the screen', async () => {
    const page = await open().text(runPath);
    for (const answer of [
      'The password was rejected.',
      'the account',
      'Correct <code>genkan.yaml</code>.',
      '<code>password_wrong</code>',
      'Open the page',
      '1.5 s',
      'ConvergedSignIn',
      '50126',
      `<img src="${runPath}/evidence/screenshot.jpg"`,
      '2026-11-23 05:45:12 UTC',
      failure.runId,
    ])
      expect(page).toContain(answer);
    // From 0 to 1.5 s, and from 1.6 s to 2.6 s.
    expect(page).toMatch(/<rect x="0.00" y="0" width="57.69"[^]*<rect x="61.54" y="0" width="38.46"/);
  });

  test('in Japanese', async () => {
    const page = await open({ language: 'ja', timeZone: 'Asia/Tokyo' }).text(runPath);
    for (const answer of [
      '<html lang="ja">',
      '異常',
      '対処方法',
      'アカウント',
      'ページを開く',
      '2026/11/23 14:45:12 JST',
    ])
      expect(page).toContain(answer);
  });

  test('of a run that never started', async () => {
    const { startedAt, browserVersion, page, fresh, ...rest } = aFailure({
      attempts: [],
      screens: [],
      durationMs: 0,
    });
    const missed = { ...rest, verdict: 'unknown', cause: 'missed', fault: 'monitor' } as const;
    const answer = await open({ run: async () => missed }).text('/runs/x');
    expect(answer).toContain('never started');
    expect(answer).not.toContain('Steps');
    expect([startedAt, browserVersion, page, fresh]).toHaveLength(4);
  });

  test('shows the second opinions, and escapes what they said', async () => {
    const opinions: RunRecord['opinions'] = [
      { id: 'clock', durationMs: 1, found: { host: 'login.microsoftonline.com', aheadMs: 300_000 } },
      { id: 'graph', durationMs: 1, missing: 'failed', error: '<b>' },
    ];
    const answer = await open({ run: async () => aFailure({ opinions }) }).text('/runs/x');
    expect(answer).toContain('<dd>this machine&#39;s clock is 300 s ahead of login.microsoftonline.com</dd>');
    expect(answer).toContain('could not be asked (&lt;b&gt;)');
    expect(await open({ run: async () => aFailure() }).text('/runs/x')).not.toContain('Second opinions');
  });

  test('of none: 404, as a page like any other', async () => {
    const answer = await open().get('/runs/20261123T054512834-00000000');
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('Page not found');
  });
});

describe('the status', () => {
  test('has a row for each series, failing ones first, also those that have not run yet', async () => {
    const rows = [
      row(aRecord({ account: 'good' }), { nextAt: now + 60_000 }),
      { ...row(aRecord(), { isUnderWay: true }), account: 'new', last: undefined } as unknown as StatusRow,
      row(aFailure({ account: 'bad' }), { lastSuccessAt: '2026-11-22T05:00:00.000Z', nextAt: Infinity }),
      row(aRecord({ account: 'stale' }), { isOld: true }),
    ];
    const page = await open({ status: async () => rows }).text('/');
    const order = ['bad', 'stale', 'new', 'good'].map(account => page.indexOf(`<span>${account} `));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order).not.toContain(-1);
    for (const answer of [
      'out of date',
      'running now',
      'not yet',
      '2026-11-22 05:00:00 UTC',
      '2026-11-23 05:49:00 UTC',
    ])
      expect(page).toContain(answer);
    expect(page).toContain(`href="/runs/${failure.runId}"`);
  });

  test('of nothing', async () => {
    expect(await open().text('/')).toContain('Nothing is monitored.');
  });

  test('carries the notice', async () => {
    expect(await open({ noticeOf: () => 'SIMULATED' }).text('/')).toContain(
      '<p class="notice">SIMULATED</p>',
    );
  });
});

describe('every text is escaped', () => {
  const nasty = `"><script>alert('x')</script>&amp;`;

  test('of a record', async () => {
    const record = {
      ...failure,
      ...Object.fromEntries(
        [
          'tenant',
          'account',
          'location',
          'summary',
          'remedy',
          'browserVersion',
          'runId',
          'engine',
          'monitor',
        ].map(key => [key, nasty]),
      ),
      screens: [nasty],
      page: {
        url: nasty,
        pageId: nasty,
        errorCode: nasty,
        correlationId: nasty,
        requestId: nasty,
        timestamp: nasty,
      },
      evidence: [{ kind: nasty, file: `${folder}/${nasty}.jpg`, bytes: 1 }],
    } as unknown as RunRecord;
    const shown = {
      run: async () => record,
      status: async () => [row(record)],
      titleOf: () => nasty,
      noticeOf: () => nasty,
    };
    for (const path of ['/', '/runs/x']) {
      const page = await open(shown).text(path);
      expect(page, path).not.toMatch(/<script|alert\('/);
      expect(page, path).toContain('&lt;script&gt;');
    }
  });

  test('and nothing but our own style sheet could be applied', async () => {
    const { get } = open();
    const policies = await Promise.all(
      ['/', '/', runPath, '/nowhere'].map(async path => {
        const answer = await get(path);
        const policy = answer.headers.get('Content-Security-Policy') ?? '';
        const [, nonce = 'none'] = /style-src 'nonce-([\w-]{22})'$/.exec(policy) ?? [];
        const page = await answer.text();
        expect(page).toContain(`<style nonce="${nonce}">`);
        expect(page).not.toMatch(/ style=| on\w+=|javascript:/);
        expect(policy).toMatch(
          /^default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; img/,
        );
        return policy;
      }),
    );
    expect(new Set(policies).size).toBe(4);
  });
});

describe('metrics', () => {
  test.each([
    ['application/openmetrics-text;version=1.0.0;q=0.6,text/plain;q=0.4', 'application/openmetrics-text'],
    ['text/plain', 'text/plain'],
    ['*/*', 'text/plain'],
  ])('are sent in the format that was asked for: %s', async (accept, type) => {
    const answer = await open().get('/metrics', { Accept: accept });
    expect([answer.headers.get('Content-Type'), await answer.text()]).toEqual([type, 'x 1\n']);
  });

  test('that cannot be made are a plain 500; only the log has the error', async () => {
    const { get, failures } = open({ metrics: () => Promise.reject(new Error('disk on fire')) });
    const answer = await get('/metrics');
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('disk on fire');
    expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(failures).toMatchObject([{ message: 'disk on fire' }]);
  });
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s changes nothing', async method => {
  const answer = await open().get('/', {}, method);
  expect([answer.status, answer.headers.get('Allow')]).toEqual([405, 'GET, HEAD']);
});

test('HEAD is answered without a body', async () => {
  const answer = await open().get('/', {}, 'HEAD');
  expect([answer.status, await answer.text()]).toEqual([200, '']);
});
