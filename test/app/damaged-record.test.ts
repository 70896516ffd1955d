import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { renderIncidentHistory, renderRun, renderRunHistory } from '../../lib/app/history.ts';
import type { Invocation } from '../../lib/app/invocation.ts';
import { History, historyFile } from '../../lib/history/history.ts';
import { Redactor } from '../../lib/platform/redaction.ts';
import { aFailure } from '../run-records.ts';

let folder: string;
let invocation: Invocation;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'genkan-test-'));
  const history = History.open(folder);
  for (const runId of ['damaged', 'good']) {
    await history.expect([aFailure({ runId })], '2026-11-23T06:00:00.000Z');
    await history.conclude(aFailure({ runId }));
  }
  await history.close();
  const db = new DatabaseSync(historyFile(folder));
  db.exec(`UPDATE runs SET record = json_remove(record, '$.screens') WHERE run_id = 'damaged'`);
  db.close();
  invocation = {
    env: {},
    configFile: undefined,
    reports: folder,
    headless: true,
    stop: new AbortController().signal,
    stderr: { fd: openSync(join(folder, 'stderr'), 'w'), isTTY: false },
    redactor: new Redactor(),
    colour: false,
  };
});
afterEach(() => {
  closeSync(invocation.stderr.fd);
  rmSync(folder, { recursive: true });
});

/** What was written to stderr. */
const messages = () =>
  readFileSync(join(folder, 'stderr'), 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => (JSON.parse(line) as { msg: string }).msg);
const damaged = expect.stringMatching(
  /^the record of the run damaged is damaged: screens: .+: it is left out$/,
) as string;

test.each([
  ['runs', () => renderRunHistory(invocation, {}), '✘'],
  ['runs --json', () => renderRunHistory(invocation, { json: true }), '"runId":"good"'],
  ['incidents', () => renderIncidentHistory(invocation, { since: '9999d' }), 'contoso'],
])('%s shows the runs that can be read, and says which cannot', async (_name, render, shown) => {
  const text = await render();
  expect(text).toContain(shown);
  expect(text).not.toContain('damaged');
  expect(messages()).toEqual([damaged]);
});

test('show says what is wrong with the run', async () => {
  await expect(renderRun(invocation, 'damaged')).rejects.toThrow(/damaged: screens: /);
  expect(await renderRun(invocation, 'good')).toContain('good');
  expect(messages()).toEqual([]);
});
