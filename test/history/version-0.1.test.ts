import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { snapshotOf } from '../../lib/app/publish.ts';
import { pausesOf } from '../../lib/domain/guard-store.ts';
import type { HistoryReader } from '../../lib/domain/history-store.ts';
import { incidentsOf } from '../../lib/domain/incident.ts';
import type { RunRecord } from '../../lib/domain/run-record.ts';
import { FolderEvidenceStore } from '../../lib/evidence/folder-store.ts';
import { discrepancies } from '../../lib/evidence/manifest.ts';
import { migrations } from '../../lib/history/format.ts';
import { History, historyFile } from '../../lib/history/history.ts';
import { renderMetrics, samplesOf } from '../../lib/sinks/metrics.ts';
import { incidentData } from '../../lib/terminal/incidents.ts';
import adminCenter from '../../monitors/admin-center.monitor.ts';
import { aFailure, aRecord } from '../run-records.ts';

// A reports folder that version 0.1 wrote: two rounds of `genkan run` against its simulator, with three accounts. Beside it
// is the output of `genkan runs --json` and `genkan incidents --json` of that version. The baselines are left out.

const kept = new URL('version-0.1/', import.meta.url);
const linesOf = (file: string): string[] => readFileSync(new URL(file, kept), 'utf8').trimEnd().split('\n');
const jsonOf = <T>(file: string): T[] => linesOf(file).map(line => JSON.parse(line) as T);
const printedRuns = jsonOf<RunRecord>('runs.jsonl');

let reports: string;
let history: HistoryReader;
beforeEach(() => {
  reports = mkdtempSync(join(tmpdir(), 'genkan-test-'));
  cpSync(new URL('reports', kept), reports, { recursive: true });
});
afterEach(async () => {
  await history.close();
  rmSync(reports, { recursive: true });
});

/** Runs of one round were due at the same time, and have no order of their own. */
const byId = (runs: readonly RunRecord[]) => runs.toSorted((a, b) => (a.runId < b.runId ? -1 : 1));

/** Brought up to date by a process that writes, or only looked into. */
const ways: ReadonlyArray<[string, () => HistoryReader]> = [
  ['opened to write', () => History.open(reports)],
  ['only read', () => History.read(reports)],
];

/** Lines of a text file with metrics that only ever grow. */
const countersIn = (text: string): string[] =>
  text.split('\n').filter(line => /^genkan_\w+?_(?:total|bucket|count|sum)\{/.test(line));

test.each(ways)('%s, it has the runs and incidents that it had', async (_way, open) => {
  history = open();
  expect(printedRuns.map(({ verdict }) => verdict)).toEqual(['down', 'unknown', 'up', 'unknown', 'up', 'up']);
  expect(byId(await history.runs())).toMatchObject(byId(printedRuns));
  const incidents = incidentsOf(await history.troubles('')).map(incidentData);
  expect(incidents).toMatchObject(jsonOf('incidents.jsonl'));
  expect(await history.series(false)).toHaveLength(3);
});

test.each(ways)('%s, every counter goes on where it was', async (_way, open) => {
  history = open();
  const accounts = ['contoso', 'expired', 'late'].map(id => {
    return { id, username: `${id}@contoso.example`, tenant: 'contoso', cloud: 'global' } as const;
  });
  const times = { everyMs: 300_000, timeoutMs: 90_000, slowMs: 30_000 };
  const source = {
    location: 'tokyo-office',
    simulated: false,
    engines: ['chromium'],
    standardEngines: ['chromium'],
    plannedMonitors: [{ monitor: adminCenter, accounts, ...times }],
    sinks: [{ type: 'textfile', path: 'genkan.prom' }],
  } as const;
  const now = Date.parse(printedRuns.at(-1)?.endedAt ?? '');
  const snapshot = await snapshotOf(source, history, {
    now,
    evidenceBytes: 0,
  });
  const { text } = await renderMetrics(samplesOf(snapshot));
  const before = countersIn(linesOf('reports/genkan.prom').join('\n'));
  expect(before.length).toBeGreaterThan(180);
  expect(countersIn(text)).toEqual(expect.arrayContaining(before));
  const sums = await history.quarterHours({ since: '2026', until: '2027', simulated: false });
  expect(sums.reduce((runs, sum) => runs + sum.runs, 0)).toBe(printedRuns.length);
});

test.each(ways)('%s, an account that was paused is paused, since when and why', async (_way, open) => {
  history = open();
  const entries = await history.guard.entries();
  const userKeys = new Map(entries.map(({ userKey }) => ['expired', userKey]));
  expect([...pausesOf(entries, userKeys)]).toMatchObject([
    ['expired', { account: 'expired', cause: 'password_wrong', since: '2026-11-28T11:28:57.063Z' }],
  ]);
  expect(await history.credentials()).toHaveLength(3);
});

test('its evidence is found by the records, whole', async () => {
  history = History.open(reports);
  const store = new FolderEvidenceStore(reports);
  const [failed] = printedRuns;
  if (failed === undefined) throw new Error('no run was printed');
  const { evidence } = (await history.run(failed.runId)) ?? { evidence: [] };
  expect(evidence.map(({ kind }) => kind).toSorted()).toEqual([
    'digest',
    'film',
    'film',
    'index',
    'network',
    'page',
    'record',
    'screenshot',
  ]);
  for (const { file, bytes } of evidence) expect((await store.read(file))?.byteLength, file).toBe(bytes);
  const found = store.find(failed);
  if (found === undefined) throw new Error('its manifest is not read');
  expect(discrepancies(found.folder, found.manifest)).toEqual([]);
  expect((await store.list()).map(({ runId }) => runId)).toEqual([failed.runId]);
});

test('its history is kept as it was, and an older version refuses the new one', () => {
  // SQLite makes files beside what it opens: not beside the one that is kept.
  const original = join(reports, 'original.sqlite');
  cpSync(historyFile(reports), original);
  history = History.open(reports);
  const read = <T>(file: string, ask: (db: DatabaseSync) => T): T => {
    const db = new DatabaseSync(file, { readOnly: true });
    try {
      return ask(db);
    } finally {
      db.close();
    }
  };
  const format = (db: DatabaseSync) => Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
  const copy = `${historyFile(reports)}.before-4`;
  expect(read(copy, format)).toBe(4);
  const records = (db: DatabaseSync) => db.prepare('SELECT record FROM runs ORDER BY scheduled_at').all();
  expect(read(copy, records)).toEqual(read(original, records));
  // By this number version 0.1 sees that it does not know the format, and says so.
  expect(read(historyFile(reports), format)).toBeGreaterThan(4);
  // One that runs all the while cannot sign in beside the new one: the tables of its guard are gone.
  const tables = read(historyFile(reports), db =>
    db.prepare(`SELECT count(*) AS n FROM sqlite_schema WHERE name IN ('turns', 'holds')`).get(),
  );
  expect(tables).toEqual({ n: 0 });
});

test('a history of a later version is refused, with what to do', () => {
  history = History.open(reports);
  const db = new DatabaseSync(historyFile(reports));
  db.exec('PRAGMA user_version = 99');
  db.close();
  const refused =
    /history\.sqlite was written by a later version of Genkan \(format 99; .*\): start that version; README\.md says how to go back to this one$/;
  expect(() => History.open(reports)).toThrow(refused);
  expect(() => History.read(reports)).toThrow(refused);
});

test('a history of version 0.1 with a run of a clock that was wrong is repaired', async () => {
  const [now, day] = [Date.parse('2026-11-23T06:00:00.000Z'), 86_400_000];
  const iso = (ms: number) => new Date(ms).toISOString();
  const ahead = iso(now + 730 * day);
  const folder = join(reports, 'repaired');
  mkdirSync(folder);
  const db = new DatabaseSync(join(folder, 'history.sqlite'));
  db.exec(`${migrations.slice(0, 4).join('')} PRAGMA user_version = 4`);
  const wrong = aRecord({ runId: 'wrong', scheduledAt: ahead, endedAt: ahead, clockSkewMs: 730 * day });
  for (const run of [
    aRecord({ runId: 'first', scheduledAt: iso(now - day), endedAt: iso(now - day) }),
    wrong,
  ])
    db.prepare(
      'INSERT INTO runs (run_id, scheduled_at, verdict, owner, give_up_at, record) VALUES (?, ?, ?, ?, ?, ?)',
    ).run(run.runId, run.scheduledAt, run.verdict, '', iso(now), JSON.stringify(run));
  db.prepare(
    'INSERT INTO series (labels, simulated, scheduled_at, last, last_success_at) VALUES (?, 0, ?, ?, ?)',
  ).run(
    JSON.stringify({
      tenant: 'contoso',
      account: 'contoso',
      monitor: 'admin-center',
      engine: 'chromium',
      location: 'tokyo',
    }),
    wrong.scheduledAt,
    JSON.stringify(wrong),
    wrong.endedAt,
  );
  db.close();
  const old = History.open(folder);
  history = old;
  expect(await old.trustedTime(now + 730 * day)).toBe(now);
  const refused = aFailure({ runId: 'refused', scheduledAt: iso(now), endedAt: iso(now) });
  await old.expect([refused], iso(now));
  await old.conclude(refused);
  expect(await old.series(false)).toMatchObject([{ last: { runId: 'refused' } }]);
});
