import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { HistoryError } from '../../lib/domain/history-error.ts';
import { FolderEvidenceStore } from '../../lib/evidence/folder-store.ts';
import { History } from '../../lib/history/history.ts';
import { Room } from '../../lib/runner/room.ts';

test('evidence that cannot be removed from a full disk makes no room, and ends nothing', async () => {
  const reports = mkdtempSync(join(tmpdir(), 'genkan-test-'));
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => lines.push(line) });
  const store = new FolderEvidenceStore(reports);
  store.list = () => Promise.reject(new Error('input/output error'));
  const clock = { now: () => 0, elapsed: () => 0, until: () => Promise.resolve() };
  const room = new Room({ readHistory: async () => History.read(reports), store, clock, log });
  expect(await room.makeFor(new HistoryError('database or disk is full', { kind: 'full' }))).toBe(false);
  expect(lines.join('')).toContain('input/output error');
  rmSync(reports, { recursive: true });
});
