import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSink } from '../../lib/sinks/sinks.ts';
import { aFailure, aRecord } from '../run-records.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'genkan-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const labels = 'tenant="contoso",account="contoso",monitor="admin-center",engine="chromium",location="tokyo"';

test('it tells the last run, the last success and every verdict from the start', async () => {
  const path = join(folder, 'new', 'genkan.prom');
  const runs = { up: 7, degraded: 0, down: 1, unknown: 0 };
  await openSink({ type: 'textfile', path }, '0.1.0').publish([
    { last: aFailure(), lastSuccessAt: '2026-11-23T05:40:00.000Z', runs },
  ]);
  const lines = readFileSync(path, 'utf8').split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      `genkan_signin_up{${labels}} 0`,
      `genkan_signin_last_duration_seconds{${labels}} 2.5`,
      `genkan_signin_last_step_duration_seconds{${labels},step="password"} 1`,
      `genkan_signin_last_success_timestamp_seconds{${labels}} 1795412400`,
      `genkan_signin_failing{${labels},cause="password_wrong",fault="account"} 1`,
      `genkan_signin_runs_total{${labels},verdict="up"} 7`,
      `genkan_signin_runs_total{${labels},verdict="degraded"} 0`,
      'genkan_build_info{version="0.1.0"} 1',
    ]),
  );
  expect(readdirSync(join(folder, 'new'))).toEqual(['genkan.prom']);
});

test('a success is not failing, and no name, address or run id is a label', async () => {
  const path = join(folder, 'genkan.prom');
  await openSink({ type: 'textfile', path }, '0.1.0').publish([
    { last: aRecord({ verdict: 'degraded' }), runs: { up: 0, degraded: 1, down: 0, unknown: 0 } },
  ]);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(`genkan_signin_up{${labels}} 1`);
  expect(text).not.toMatch(/^genkan_signin_failing\{/m);
  expect(text).not.toContain(aRecord().runId);
});

test('what cannot be written leaves the last good file in place', async () => {
  const path = join(folder, 'genkan.prom');
  const sink = openSink({ type: 'textfile', path: join(path, 'below', 'a-file.prom') }, '0.1.0');
  await openSink({ type: 'textfile', path }, '0.1.0').publish([]);
  await expect(sink.publish([])).rejects.toThrow(/ENOTDIR|EEXIST/);
  expect(readFileSync(path, 'utf8')).toContain('genkan_build_info');
});
