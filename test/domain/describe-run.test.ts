import { expect, test } from 'vitest';
import type { CauseId } from '../../lib/domain/causes.ts';
import { describeRun, textsOf } from '../../lib/domain/describe-run.ts';
import { aFailure } from '../run-records.ts';

const facts = { verdict: 'down', attempts: [], opinions: [] } as const;

test.each([
  ['en', 'The account is paused: The password is wrong'],
  ['ja', 'アカウントの監視を一時停止しています: パスワードが正しくありません'],
] as const)('a pause names what led to it, in %s', (language, summary) => {
  const described = describeRun({ ...facts, cause: 'paused', because: 'password_wrong' }, language);
  expect(described.summary).toBe(summary);
});

test('the page that did not come is named in the language of the reader', () => {
  const load = { host: 'login.microsoftonline.com', status: 503 };
  const failed = { ...facts, cause: 'sign_in_service_error', load } as const;
  expect(describeRun(failed, 'en').summary).toMatch(/\. login\.microsoftonline\.com answered HTTP 503\.$/);
  expect(describeRun(failed, 'ja').summary).toMatch(
    /。login\.microsoftonline\.com が HTTP 503 を返しました。$/,
  );
});

test.each([
  ['up', 1, /^Signed in; /],
  ['degraded', 1, /slower than the limit/],
  ['degraded', 2, /second attempt/],
] as const)('%s at attempt %i has a summary, and nothing to do', (verdict, n, summary) => {
  const attempts = [{ n, startedAt: '2026-11-23T05:45:12.900Z', durationMs: 1, steps: [] }];
  const described = describeRun({ verdict, attempts, opinions: [] }, 'en');
  expect(described.summary).toMatch(summary);
  expect(described.remedy).toBeUndefined();
});

test('a record is read in the language of the reader; one that brings its texts keeps them', () => {
  const failed = aFailure({ cause: 'paused', because: 'password_wrong' });
  expect(textsOf(failed, 'en')).toEqual(describeRun(failed, 'en'));
  expect(textsOf(failed, 'ja').summary).toMatch(/パスワード/);
  const old = aFailure({ schemaVersion: 1, summary: 'The password is wrong', remedy: 'Type it.' });
  expect(textsOf(old, 'ja')).toEqual({ summary: 'The password is wrong', remedy: 'Type it.' });
});

test('a cause that only a later version knows is named as it is', () => {
  const record = aFailure({ cause: 'made_up_later' as CauseId });
  expect(textsOf(record, 'en')).toEqual({ summary: 'made_up_later' });
});
