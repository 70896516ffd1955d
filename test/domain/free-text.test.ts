import { expect, test } from 'vitest';
import { changeTexts } from '../../lib/domain/free-text.ts';
import type { RunRecord } from '../../lib/domain/run-record.ts';
import { Redactor } from '../../lib/platform/redaction.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { aFailure } from '../run-records.ts';

/** Everything that a record can hold; every text in it ends in "hunter2", nothing else does. */
const record: RunRecord = aFailure({
  runId: '01J-run-id',
  scheduledAt: '2026-11-23T05:00:00.000Z',
  browserVersion: '156.0.1',
  summary: 'The proxy is true hunter2',
  remedy: 'Ask admin-center, up or down, chromium hunter2',
  screens: ['email', 'password'],
  factor: 'totp',
  fresh: { cookiesAtStart: 0, storageAtStart: 0, credentialsTyped: true, accountProvenBy: 'account_menu' },
  page: {
    url: 'https://login.microsoftonline.com/hunter2',
    pageId: 'hunter2',
    errorCode: 'hunter2',
    correlationId: 'hunter2',
    requestId: 'hunter2',
    timestamp: 'hunter2',
    offered: ['PhoneAppOTP hunter2'],
  },
  requestIds: [
    {
      host: 'hunter2',
      at: '2026-11-23T04:59:58.000Z',
      status: 503,
      requestId: 'hunter2',
      clientRequestId: 'hunter2',
      correlationId: 'hunter2',
      server: 'hunter2',
    },
  ],
  signInCause: 'connection_failed',
  opinions: [
    {
      id: 'reach',
      durationMs: 1,
      found: {
        hosts: [
          {
            host: 'hunter2',
            address: 'hunter2',
            role: 'sign_in',
            via: 'proxy',
            durationMs: 1,
            failed: 'tls',
            error: 'hunter2',
            issuer: 'hunter2',
          },
        ],
      },
    },
    { id: 'tenant', durationMs: 1, found: { domain: 'hunter2', status: 200, isKnown: true, tenantId: 'x' } },
    { id: 'realm', durationMs: 1, found: { domain: 'hunter2', kind: 'federated', provider: 'hunter2' } },
    { id: 'clock', durationMs: 1, missing: 'failed', error: 'hunter2' },
    {
      id: 'graph',
      durationMs: 1,
      found: {
        refused: 'hunter2',
        issues: [{ id: 'MO1', service: 'hunter2', title: 'hunter2', classification: 'incident' }],
        signIn: { errorCode: 'hunter2', reason: 'hunter2' },
      },
    },
    { id: 'engine', durationMs: 1, found: { engine: 'firefox', cause: 'password_wrong' } },
  ],
  evidence: [{ kind: 'index', file: 'evidence/2026-11-23/x/index.html', bytes: 1 }],
  evidenceDropped: [{ kind: 'page', file: 'page.html', reason: 'hunter2' }],
});

const redactedBy = (secret: string) => {
  const redactor = new Redactor([new Secret(secret)]);
  return changeTexts(record, text => redactor.text(text));
};

test('every text is changed, whatever its source', () => {
  expect(JSON.stringify(redactedBy('hunter2'))).not.toContain('hunter2');
});

/** Values of closed sets, ids, times and numbers, as somebody might choose them for a password. */
const strings = (data: unknown): string[] =>
  typeof data === 'object' && data !== null
    ? Object.entries(data).flatMap(([key, value]) => [key, ...strings(value)])
    : [String(data)];
const chosen = [...new Set(strings(record))].filter(text => text !== '' && !text.includes('hunter2'));

test.each([...chosen, '1', 'J', '2026', '05:00', 'run', 'r'])('the password may be %j', secret => {
  const changed = redactedBy(secret);
  const texts = changeTexts(record, () => 'a text');
  // All that is not a text is as it was, keys and numbers included.
  expect(changeTexts(changed, () => 'a text')).toEqual(texts);
  expect(changed.summary?.replaceAll('[redacted]', '')).not.toContain(secret);
});
