import { mkdtempSync, openSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { serve } from '../../lib/app/serve.ts';
import { History } from '../../lib/history/history.ts';
import { type Clock, systemClock } from '../../lib/platform/clock.ts';
import { Redactor } from '../../lib/platform/redaction.ts';
import { aRecord } from '../run-records.ts';

// Without a schedule: somebody else runs the monitors, and the history is only shown.

let waits = 0;
/** Whatever waits goes on at once, as soon as this process has nothing else to do. */
const clock: Clock = {
  ...systemClock,
  until: async (_, signal) => {
    waits += 1;
    await new Promise(resolve => setTimeout(resolve, 1));
    signal?.throwIfAborted();
  },
};

let folder: string;
let stop: AbortController;
let reload: () => void;
let serving: Promise<unknown>;
const path = (name: string) => join(folder, name);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'genkan-serve-'));
  stop = new AbortController();
  writeFileSync(path('genkan.yaml'), configured('serve: { listen: "127.0.0.1:0" }'));
  await remember('reports');
  const invocation = {
    env: {},
    configFile: path('genkan.yaml'),
    reports: path('reports'),
    headless: true,
    stop: stop.signal,
    stderr: { fd: openSync(path('log'), 'a'), isTTY: false },
    redactor: new Redactor(),
    colour: false,
  };
  serving = serve(invocation, { schedule: false }, again => (reload = again), clock).catch(
    (error: unknown) => error,
  );
  await expect.poll(() => log()).toContain('serving');
});
afterEach(async () => {
  stop.abort();
  await serving;
  rmSync(folder, { recursive: true });
});

const configured = (serveKeys: string) => `
accounts: { contoso: { username: m@contoso.onmicrosoft.com, tenant: t, password: env:ABSENT } }
monitors: { admin-center: { accounts: [contoso] } }
${serveKeys}
`;

const log = () => readFileSync(path('log'), 'utf8');

/** A history with one run in it. */
async function remember(name: string): Promise<void> {
  const history = History.open(path(name));
  const run = aRecord();
  await history.expect([run], run.scheduledAt);
  await history.conclude(run);
  await history.close();
}

test('a history that is removed is created again with all its contents', async () => {
  rmSync(path('reports'), { recursive: true });
  await expect.poll(log).toContain('it was created again with all its contents');
  const history = History.read(path('reports'));
  expect(await history.runs()).toHaveLength(1);
  await history.close();
});

test('what may pass ends nothing: a folder that cannot be looked into is reported once, and shown again later', async () => {
  renameSync(path('reports'), path('kept'));
  symlinkSync(path('reports'), path('reports'));
  await expect.poll(log).toContain('the history cannot be looked at');
  rmSync(path('reports'));
  renameSync(path('kept'), path('reports'));
  const before = waits;
  await expect.poll(() => waits).toBeGreaterThan(before + 3);
  expect(log().match(/cannot be looked at/g)).toHaveLength(1);
});

test('a history that is replaced by another one is not shown any longer', async () => {
  await remember('other');
  // At once: a folder that is only missing would be made again.
  renameSync(path('reports'), path('before'));
  renameSync(path('other'), path('reports'));
  expect(String(await serving)).toMatch(
    /HistoryError: .* replaced by another one .* until Genkan is restarted/,
  );
});

test('the old configuration stays in use where the new one has another address', async () => {
  writeFileSync(path('genkan.yaml'), configured('serve: { listen: "127.0.0.1:1", token: env:ABSENT }'));
  reload();
  await expect.poll(log).toContain('"problems":2');
  expect(log()).toMatch(/ABSENT is not set[^]*can only be changed by a restart/);
});
