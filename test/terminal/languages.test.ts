import { expect, test } from 'vitest';
import { runDetails } from '../../lib/pages/run-details.ts';
import { asJsonLines, formatRuns } from '../../lib/terminal/report.ts';
import { formatRunDetails } from '../../lib/terminal/run-details.ts';
import { supportSheet } from '../../lib/terminal/support-sheet.ts';
import { aFailure } from '../run-records.ts';

const texts = {
  en: ['The account is paused: The password is wrong', 'it could not be written: ENOSPC'],
  ja: ['アカウントの監視を一時停止しています: パスワードが正しくありません', '書き込めませんでした: ENOSPC'],
} as const;
const run = aFailure({
  cause: 'paused',
  because: 'password_wrong',
  evidenceDropped: [{ kind: 'page', file: 'page.html', reason: 'not_written', error: 'ENOSPC' }],
});
const written = aFailure({
  schemaVersion: 1,
  summary: 'The password was rejected',
  remedy: 'Ask Sakura',
  evidenceDropped: [{ kind: 'page', file: 'page.html', reason: 'it could not be read as what it is' }],
});

const readers = {
  'the terminal': (record: typeof run, language: 'en' | 'ja') =>
    formatRunDetails(record, { language, colour: false, reports: 'reports', titleOf: id => id }),
  'a page': async (record: typeof run, language: 'en' | 'ja') =>
    String(await runDetails(record, 'center', () => undefined, { language, timeZone: 'UTC' })),
};

for (const [reader, format] of Object.entries(readers))
  test.each(['en', 'ja'] as const)(
    `${reader} makes the texts of a record when it is read: %s`,
    async language => {
      const shown = await format(run, language);
      for (const text of texts[language]) expect(shown).toContain(text);
      for (const text of texts[language === 'en' ? 'ja' : 'en']) expect(shown).not.toContain(text);
      const old = await format(written, language);
      for (const text of ['The password was rejected', 'Ask Sakura', 'it could not be read as what it is'])
        expect(old).toContain(text);
    },
  );

test.each(['en', 'ja'] as const)('lists, JSON and the support sheet do so, too: %s', language => {
  const [summary] = texts[language];
  const options = { language, reports: 'reports', colour: false, titleOf: (id: string) => id };
  expect(formatRuns([run], options)).toContain(summary);
  expect(JSON.parse(asJsonLines([run], language))).toMatchObject({ ...run, summary });
  expect(JSON.parse(asJsonLines([written], language))).toEqual(written);
  expect(supportSheet(run, { language, account: {}, title: 'center' })).toContain(summary);
});
