import { expect, test } from 'vitest';
import type { Language } from '../../lib/domain/language.ts';
import { indexPage } from '../../lib/pages/index-page.ts';
import { formatRunDetails } from '../../lib/terminal/run-details.ts';
import { supportSheet } from '../../lib/terminal/support-sheet.ts';
import { aFailure } from '../run-records.ts';

const requestId = '0f8fad5b-d9cb-469f-a165-70867728950e';
const run = aFailure({
  requestIds: [
    {
      host: 'login.microsoftonline.com',
      at: '2026-11-23T04:59:58.000Z',
      status: 503,
      requestId,
      server: '2.1.19683.4 - JPE ProdSlices',
    },
    { host: 'admin.microsoft.com', at: '2026-11-23T04:59:59.000Z', status: 500, clientRequestId: requestId },
  ],
});

const expected: Record<Language, string[]> = {
  en: [
    `HTTP 503 · 2026-11-23T04:59:58.000Z · request id ${requestId} · server 2.1.19683.4 - JPE ProdSlices`,
    `HTTP 500 · 2026-11-23T04:59:59.000Z · client request id ${requestId}`,
  ],
  ja: [
    `HTTP 503 · 2026-11-23T04:59:58.000Z · 要求 ID ${requestId} · サーバー 2.1.19683.4 - JPE ProdSlices`,
    `HTTP 500 · 2026-11-23T04:59:59.000Z · クライアント要求 ID ${requestId}`,
  ],
};

test.each(['en', 'ja'] as const)(
  'what support asks for is in the sheet, the run and its page: %s',
  async language => {
    const shown = [
      supportSheet(run, { language, account: {}, title: 'center' }),
      formatRunDetails(run, { language, colour: false, reports: 'reports', titleOf: id => id }),
      await indexPage(run, { language, title: 'center' }),
    ];
    for (const text of shown) {
      for (const line of expected[language]) expect(text).toContain(line);
      expect(text).toContain('login.microsoftonline.com');
      expect(text).toContain('admin.microsoft.com');
    }
  },
);
