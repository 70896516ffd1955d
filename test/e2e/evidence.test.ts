import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findingOf } from '../../lib/domain/opinion.ts';
import type { ArtifactKind, RunRecord } from '../../lib/domain/run-record.ts';
import { sha256 } from '../../lib/evidence/manifest.ts';
import { numberedAccounts } from '../../simulator/accounts.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { checkHar } from '../evidence/har-rules.ts';
import { Bench, watch } from './genkan.ts';
import { forbiddenByFile, searchFile } from './leak-search.ts';

const identity = await generateIdentity();
const accounts = ['load-01'];
const bench = new Bench();
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ accounts: numberedAccounts(1).map(each => ({ ...each, proofs: [] })) });
  watch(bench, simulator, { accounts, language: 'ja' });
});
afterAll(async () => {
  await simulator.stop();
  bench.remove();
});

async function run(scenario: string): Promise<RunRecord> {
  simulator.setScenario(scenario);
  const { records, stderr } = await bench.records();
  const [record] = records;
  if (record === undefined) throw new Error(stderr);
  return record;
}

const names = ({ evidence }: RunRecord, ...kinds: ArtifactKind[]) =>
  evidence.filter(({ kind }) => kinds.includes(kind)).map(({ file }) => basename(file));
const read = (record: RunRecord, name: string) =>
  readFileSync(
    bench.path('reports', record.evidence.find(({ file }) => basename(file) === name)?.file ?? ''),
  );

describe('what a run leaves behind', () => {
  let good: RunRecord;
  let failed: RunRecord;
  let again: RunRecord;
  beforeAll(async () => {
    good = await run('ordinary');
    failed = await run('access-blocked');
    again = await run('access-blocked');
  });

  test('a good one: no folder of its own, and its filmstrip as the baseline, once', () => {
    expect(good).toMatchObject({ verdict: 'up', evidence: [] });
    expect(bench.files('reports', 'evidence', 'good')).toEqual(
      ['01-email.jpg', '02-password.jpg', '03-stay_signed_in.jpg', '04-ready.jpg', 'manifest.json'].map(
        name => `admin-center.load-01.chromium/${name}`,
      ),
    );
  });

  test('a failed one: every screen, the same of the last good run, and all the rest, within 2 MB', () => {
    expect(failed.cause).toBe('conditional_access_blocked');
    expect(names(failed, 'film', 'screenshot')).toEqual(['03-stop.jpg', '01-email.jpg', '02-password.jpg']);
    expect(names(failed, 'good_film')).toEqual([
      'good-01-email.jpg',
      'good-02-password.jpg',
      'good-03-stay_signed_in.jpg',
      'good-04-ready.jpg',
    ]);
    expect(names(failed, 'index', 'page', 'network', 'digest', 'record')).toEqual([
      'index.html',
      'page.html',
      'network.har',
      'digest.json',
      'run.json',
    ]);
    expect(failed.evidenceDropped).toBeUndefined();
    expect(failed.evidence.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(2e6);
    for (const name of names(failed, 'film', 'screenshot', 'good_film'))
      expect(read(failed, name).subarray(0, 3).toString('hex'), name).toBe('ffd8ff');
  });

  test('a failure that goes on is traced', () => {
    expect(names(failed, 'trace')).toEqual([]);
    expect(names(again, 'trace')).toEqual(['trace.zip']);
    expect(read(again, 'trace.zip').subarray(0, 2).toString()).toBe('PK');
    expect(bench.files('tmp')).toEqual([]);
  });

  test('the manifest names every file with its size and digest; all are for the owner only', () => {
    const folder = bench.path('reports', 'evidence', failed.scheduledAt.slice(0, 10), failed.runId);
    const manifest = JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8')) as {
      files: { file: string; bytes: number; sha256: string }[];
    };
    expect(manifest.files.map(({ file }) => file).toSorted()).toEqual(
      failed.evidence.map(({ file }) => basename(file)).toSorted(),
    );
    for (const { file, bytes, sha256: digest } of manifest.files) {
      expect(sha256(read(failed, file)), file).toBe(digest);
      expect(statSync(`${folder}/${file}`), file).toMatchObject({ size: bytes, mode: 0o100_600 });
    }
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test('the page in it needs nothing but its folder, and no script; the record in it is the one in the history', async () => {
    const page = read(failed, 'index.html').toString();
    const history = (await bench.history()).find(({ runId }) => runId === failed.runId);
    const stored = new Set(failed.evidence.map(({ file }) => basename(file)));
    const linked = Array.from(page.matchAll(/(?:src|href)="([^"]+)"/g), ([, to = '']) => to);
    expect(linked.filter(to => !stored.has(to))).toEqual(['https://entra.microsoft.com']);
    expect(linked).toEqual(
      expect.arrayContaining(['01-email.jpg', 'good-03-stay_signed_in.jpg', 'network.har']),
    );
    expect(page).not.toContain('<script');
    expect(page).toContain('対処方法');
    const { evidence, ...text } = JSON.parse(read(failed, 'run.json').toString()) as RunRecord;
    expect({ ...text, evidence: failed.evidence }).toEqual(history);
    expect(evidence.length).toBe(failed.evidence.length - 2);
  });

  test('the network log is HAR 1.2, with the answers and without typed values, bodies and cookies', () => {
    const har = read(failed, 'network.har').toString();
    const { entries } = checkHar(JSON.parse(har));
    expect(
      entries.filter(({ request, response }) => request.method === 'POST' && response.status === 200).length,
    ).toBeGreaterThan(0);
    expect(entries[0]?.request.url).toBe('https://admin.microsoft.com/');
    expect(entries.filter(({ timings }) => timings.wait > 0).length).toBeGreaterThan(5);
    expect(har).not.toMatch(/cookie"|authorization|postData|Bearer/i);
  });

  test('the page as it stood: no script, no value, and a style', () => {
    const page = read(failed, 'page.html').toString();
    expect(page).not.toMatch(/<script|javascript:|\son\w+=|type="hidden"/);
    expect(page).toMatch(/<style>[^]*font:/);
  });

  test('genkan open checks it, and says what was changed', async () => {
    const { stdout, code } = await bench.run('open', failed.runId);
    expect([code, basename(stdout.trim())]).toEqual([0, 'index.html']);
    const file = stdout.trim().replace('index.html', 'network.har');
    chmodSync(bench.path(file), 0o600);
    writeFileSync(bench.path(file), 'nothing');
    const changed = await bench.run('open', failed.runId);
    expect(changed.code).toBe(2);
    expect(changed.stderr).toContain('network.har has 7 bytes');
    const none = await bench.run('open', good.runId);
    expect(none.stderr).toContain('there is no evidence of the run');
  });
});

test('encrypted: nothing can be read without the key, and everything with it', async () => {
  const recipient = await identityToRecipient(identity);
  watch(bench, simulator, { accounts, more: `evidence: { encryptTo: ${recipient} }` });
  const record = await run('access-blocked');
  const folder = ['reports', 'evidence', record.scheduledAt.slice(0, 10), record.runId];
  expect(record.evidence.map(({ file }) => file).filter(file => !file.endsWith('.age'))).toEqual([]);
  for (const file of bench.files(...folder).filter(name => name !== 'manifest.json'))
    expect(readFileSync(bench.path(...folder, file), 'latin1'), file).toMatch(/^age-encryption\.org\/v1/);
  expect((await bench.run('open', record.runId)).stderr).toContain('--identity FILE');
  bench.write('other.key', await generateIdentity());
  expect((await bench.run('open', record.runId, '--identity', 'other.key')).code).toBe(2);
  expect(bench.files('tmp')).toEqual([]);
  bench.write('key.txt', `# public key: ${recipient}\n${identity}\n`);
  const { stdout } = await bench.run('open', record.runId, '--identity', 'key.txt', '--to', 'opened');
  expect(stdout.trim()).toBe('opened/index.html');
  expect(bench.files('opened')).toEqual(record.evidence.map(({ file }) => basename(file, '.age')).toSorted());
  expect(JSON.parse(readFileSync(bench.path('opened', 'run.json'), 'utf8'))).toMatchObject({
    runId: record.runId,
  });
});

test('evidence that cannot be written changes nothing but the record, which says so', async () => {
  watch(bench, simulator, { accounts });
  mkdirSync(bench.path('full'));
  bench.write('full/evidence', 'a file where the folder should be, as on a disk that takes nothing more');
  const { code, records } = await bench.records('--reports', 'full');
  expect(code).toBe(1);
  expect(records).toMatchObject([{ verdict: 'down', cause: 'conditional_access_blocked', evidence: [] }]);
  expect(records[0]?.evidenceDropped).toContainEqual({
    kind: 'screenshot',
    file: '03-stop.jpg',
    reason: 'not_written',
    error: 'ENOTDIR',
  });
});

test('masked: no file names the user or the organisation; the history does', async () => {
  watch(bench, simulator, { accounts, more: 'evidence: { identity: mask }' });
  const record = await run('sign-in-503');
  expect(record.requestIds).toMatchObject([{ host: 'login.microsoftonline.com', status: 503 }]);
  const { tenantId = '' } = findingOf(record.opinions, 'tenant') ?? {};
  expect(tenantId).toMatch(/^[\da-f-]{36}$/);
  expect(record.evidenceDropped).toBeUndefined();
  expect(names(record, 'index', 'record', 'trace')).toEqual(
    expect.arrayContaining(['index.html', 'trace-2.zip', 'run.json']),
  );
  const masked = forbiddenByFile(simulator, { records: [record], isMasked: true });
  const tenant = { name: 'a tenant', pattern: new RegExp(tenantId, 'i') };
  const left = bench.files('reports').filter(file => file.includes(record.runId));
  expect(left.length).toBeGreaterThan(3);
  expect(
    left.flatMap(file =>
      searchFile(readFileSync(bench.path('reports', file)), file, [...masked(file), tenant]),
    ),
  ).toEqual([]);
  const text = read(record, 'run.json').toString();
  expect(JSON.parse(text)).toMatchObject({ runId: record.runId, cause: record.cause });
  expect(text).toContain('"tenantId": "[masked]"');
});
