import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { RunRecord } from '../../lib/domain/run-record.ts';
import { History } from '../../lib/history/history.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { Browsers } from '../../lib/runner/browsers.ts';
import adminCenter from '../../monitors/admin-center.monitor.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { evidenceIn, performRuns, runContextIn } from '../run-context.ts';
import { aRecord } from '../run-records.ts';

const username = 'traced@contoso.onmicrosoft.com';
const password = 'Zx-typed-and-traced';

const reports = mkdtempSync(join(tmpdir(), 'genkan-test-'));
const temporary = join(reports, 'tmp');
let simulator: Simulator;
let history: History;
let browsers: Browsers;
beforeAll(async () => {
  // No one-time code: the runs follow each other at once.
  simulator = await startSimulator({ accounts: [{ username, password, proofs: [] }] });
  history = History.open(reports);
  mkdirSync(temporary);
  vi.stubEnv('TMPDIR', temporary);
  const { proxy, ca } = simulator;
  browsers = new Browsers(engine => ({
    engine,
    headless: true,
    proxy: new Secret(proxy),
    trust: ca,
    locale: 'en-US',
    env: { PATH: process.env['PATH'] },
  }));
});
afterAll(async () => {
  await browsers.close();
  vi.unstubAllEnvs();
  await history.close();
  await simulator.stop();
  rmSync(reports, { recursive: true });
});

let runs = 0;
async function perform(scenario: string): Promise<RunRecord | undefined> {
  simulator.setScenario(scenario);
  runs += 1;
  const id = `20261123T05451283${runs}-7k3q9x2m`;
  const scheduledAt = new Date().toISOString();
  const { runId, roundId, monitor, account, tenant, cloud, location, simulated, engine, genkanVersion } =
    aRecord({ runId: id, roundId: id });
  const run = {
    due: {
      schemaVersion: 1 as const,
      runId,
      roundId,
      monitor,
      account,
      tenant,
      cloud,
      location,
      simulated,
      engine,
      genkanVersion,
      scheduledAt,
    },
    monitor: adminCenter,
    startUrl: 'https://admin.microsoft.com/',
    account: { id: account, username, tenant, cloud, password: new Secret(password) },
    otherEngines: [],
    timeoutMs: 60_000,
    slowMs: 60_000,
  };
  const parts = runContextIn(reports, history, {
    browsers,
    evidence: { ...evidenceIn(reports), secrets: [new Secret(password)] },
    way: { proxy: new Secret(simulator.proxy) },
  });
  return (await performRuns([run], parts))[0];
}

/** Files below the temporary folder that hold the password, and what Playwright has traced. */
const raw = (): string[] =>
  readdirSync(temporary, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .filter(file => /\.(trace|network|stacks)$/.test(file) || holdsPassword(file));

function holdsPassword(file: string): boolean {
  try {
    return readFileSync(file).includes(password);
  } catch {
    return false; // gone meanwhile
  }
}

const isTraced = (record: RunRecord | undefined): boolean =>
  record?.evidence.some(({ file }) => file.endsWith('trace.zip')) === true;

test('nothing that was traced outlives the run while the process lives on', async () => {
  const first = await perform('admin-data-500');
  expect(first).toMatchObject({ cause: 'admin_center_error', fresh: { credentialsTyped: true } });
  expect(isTraced(first)).toBe(false);

  const again = await perform('admin-data-500');
  expect(isTraced(again)).toBe(true);
  await expect.poll(raw).toEqual([]);

  // This one is traced, too, and gets in: nobody asks for its trace.
  expect(await perform('ordinary')).toMatchObject({ verdict: 'up' });
  await expect.poll(raw).toEqual([]);
});
