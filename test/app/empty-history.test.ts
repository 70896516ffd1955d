import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { logEmptyHistory } from '../../lib/app/empty-history.ts';
import { History } from '../../lib/history/history.ts';
import { aRecord } from '../run-records.ts';

test('only a start on an empty history is logged', async () => {
  const reports = mkdtempSync(join(tmpdir(), 'genkan-test-'));
  const lines: string[] = [];
  const log = pino({}, { write: line => lines.push(line) });
  for (let start = 0; start < 2; start += 1) {
    const history = History.open(reports);
    await logEmptyHistory(history, reports, log);
    await history.expect([aRecord({ runId: `run-${start}` })], '2026-11-23T06:00:00.000Z');
    await history.close();
  }
  rmSync(reports, { recursive: true });
  expect(lines).toEqual([
    expect.stringContaining(
      'the history is empty: it does not know which credentials were refused before; keep this folder',
    ),
  ]);
});
