import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, renameSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { shareOf } from '../../lib/domain/cadence.ts';
import { History } from '../../lib/history/history.ts';
import { numberedAccounts } from '../../simulator/accounts.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { aRecord } from '../run-records.ts';
import { Bench, type Ended, type Watching, watch } from './genkan.ts';

/** Each account signs in at its own time; this one is the first of many after a start, so that tests need not wait. */
const early = numberedAccounts(99)
  .map(({ username }) => username.replace(/@.*/, ''))
  .reduce((a, b) => (shareOf(a) < shareOf(b) ? a : b));

let bench: Bench;
let simulator: Simulator;
let serving: Serving | undefined;
beforeEach(async () => {
  bench = new Bench();
  simulator = await startSimulator({ accounts: [{ username: `${early}@contoso.onmicrosoft.com` }] });
});
afterEach(async () => {
  serving?.child.kill('SIGKILL');
  await serving?.ended;
  serving = undefined;
  await simulator.stop();
  bench.remove();
});

type Line = Readonly<Record<string, unknown>>;

/** A running `genkan serve`, and what it logs. */
class Serving {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly lines: Line[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(...args: string[]) {
    const { child, ended } = bench.start('serve', '--listen', '127.0.0.1:0', ...args);
    this.child = child;
    this.ended = ended;
    let rest = '';
    child.stderr?.on('data', (text: string) => {
      const [...parts] = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      for (const part of parts) {
        if (part.startsWith('{')) this.lines.push(JSON.parse(part) as Line);
      }
      for (const look of this.#waiting) look();
    });
  }

  /** The first `count` lines of the log that are like this, as soon as they are there. */
  async logged(wanted: Line, count = 1): Promise<Line[]> {
    const found = () =>
      this.lines
        .filter(line => Object.entries(wanted).every(([key, value]) => line[key] === value))
        .slice(0, count);
    const enough = new Promise<void>(resolve => {
      const look = () => {
        if (found().length >= count) resolve();
      };
      this.#waiting.add(look);
      look();
    });
    await Promise.race([
      enough,
      this.ended.then(({ stderr }) => {
        throw new Error(`ended before it showed ${JSON.stringify(wanted)}: ${stderr}`);
      }),
    ]);
    return found();
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> {
    const [{ address } = {}] = await this.logged({ msg: 'serving' });
    const answer = await fetch(`${String(address)}${path}`, { headers });
    return { status: answer.status, text: await answer.text() };
  }

  async stop(): Promise<Ended> {
    this.child.kill('SIGTERM');
    return this.ended;
  }
}

function serve(watching: Watching = {}, ...args: string[]): Serving {
  watch(bench, simulator, watching);
  serving = new Serving(...args);
  return serving;
}

/** Resolves when something of this kind has reached the simulator. */
async function reached(kind: string): Promise<void> {
  await expect.poll(() => simulator.journal.some(entry => entry.kind === kind)).toBe(true);
}

test('runs when it is due, again and again; pages, metrics and pictures are there; after a stop nothing is left', async () => {
  // Stopped at the password, so that no run waits for the next one-time code.
  const account = 'expired-secret';
  const { logged, get, stop } = bound(
    serve({ every: '30s', timeout: '29s', slow: '28s', accounts: [account] }),
  );
  const [first, second] = await logged({ account }, 2);
  expect((await get('/readyz')).text).toBe('ready\n');
  const runs = await bench.history();
  const due = runs.map(run => Date.parse(run.scheduledAt));
  expect((due[1] ?? 0) - (due[0] ?? 0)).toBeGreaterThanOrEqual(15_000);
  expect((due[1] ?? 0) - (due[0] ?? 0)).toBeLessThanOrEqual(45_000);
  expect(runs[0]).toMatchObject({ runId: first?.['runId'], verdict: 'down', cause: 'password_wrong' });

  const metrics = await get('/metrics', { Accept: 'application/openmetrics-text' });
  expect(metrics.text).toMatch(
    /^genkan_signin_runs_total\{.*account="expired-secret".*verdict="down"\} [12]/m,
  );
  expect(metrics.text.endsWith('# EOF\n')).toBe(true);
  expect((await get('/')).text).toContain(`href="/runs/${String(second?.['runId'])}"`);
  const page = await get(`/runs/${String(first?.['runId'])}`);
  expect(page.text).toContain('The password is wrong');
  expect((await get(`/runs/${String(first?.['runId'])}/evidence/03-stop.jpg`)).status).toBe(200);
  expect(page.text + metrics.text).not.toMatch(/onmicrosoft/);

  const { code } = await stop();
  expect(code).toBe(0);
  expect(bench.processes()).toEqual([]);
  expect(bench.files('tmp')).toEqual([]);
});

describe('stopped in the middle of a run', () => {
  test('it lets the run end', async () => {
    const { logged, stop, get } = bound(serve({ every: '10m', accounts: [early] }));
    await reached('kmsi');
    const stopping = stop();
    await logged({ msg: 'stopping: runs that have started are finished first' });
    expect(await get('/readyz')).toEqual({ status: 503, text: 'stopping\n' });
    expect((await stopping).code).toBe(0);
    expect(await bench.history()).toMatchObject([{ account: early, verdict: 'up' }]);
    expect(bench.processes()).toEqual([]);
    expect(bench.files('tmp')).toEqual([]);
  });

  test('one that does not end is broken off, and recorded as that', async () => {
    simulator.setScenario('admin-data-hangs');
    const { stop } = bound(serve({ every: '10m', accounts: [early] }));
    await reached('session');
    expect((await stop()).code).toBe(0);
    expect(await bench.history()).toMatchObject([{ cause: 'interrupted', fault: 'monitor' }]);
    expect(bench.processes()).toEqual([]);
    expect(bench.files('tmp')).toEqual([]);
  });
});

describe('the configuration is read again', () => {
  test('a bad one is refused with all its problems, a good one takes over', async () => {
    const { logged, get, child, stop } = bound(serve({ every: '7d', accounts: ['monitor'] }));
    await logged({ msg: 'serving' });
    watch(bench, simulator, { every: '10 minutes', accounts: ['nobody'] });
    child.kill('SIGHUP');
    const [refused] = await logged({ msg: 'the new configuration has errors; the old one stays in use' });
    expect(refused).toMatchObject({ problems: 2 });
    await logged({ key: 'monitors.admin-center.every' });
    await logged({ key: 'monitors.admin-center.accounts[0]' });
    expect((await get('/readyz')).status).toBe(200);
    expect((await get('/')).text).toContain('monitor');

    bench.write('genkan.yaml', 'accounts: [');
    child.kill('SIGHUP');
    await logged({ msg: 'the new configuration has errors; the old one stays in use' }, 2);

    watch(bench, simulator, { language: 'ja', every: '10m', accounts: ['monitor', early] });
    child.kill('SIGHUP');
    await logged({ msg: 'the configuration was reloaded' });
    const page = (await get('/')).text;
    expect(page).toContain('lang="ja"');
    expect(page).toContain(early);
    // The new one is due soon, and none is recorded as missed.
    await logged({ account: early });
    expect((await bench.history()).filter(run => run.cause === 'missed')).toEqual([]);
    expect((await stop()).code).toBe(0);
  });

  test('a run that is under way ends as it began', async () => {
    simulator.setScenario('admin-data-hangs');
    // It lasts until its deadline.
    const { logged, child, stop } = bound(
      serve({ every: '10m', timeout: '60s', slow: '59s', accounts: [early] }),
    );
    await reached('session');
    watch(bench, simulator, { language: 'ja', every: '7d', accounts: ['monitor'] });
    child.kill('SIGHUP');
    await logged({ msg: 'the configuration was reloaded' });
    const [line] = await logged({ account: early, cause: 'admin_center_incomplete' });
    // In its language, with what was asked after it; who reads it later does so in the new one.
    expect(line?.['msg']).toMatch(
      /^The admin center opened, but cannot be used\. The proxy, .* (?:is|are) fine\.$/,
    );
    expect((await bench.history())[0]?.summary).toMatch(/^管理センター/);
    expect((await stop()).code).toBe(0);
  });

  test('another address is refused', async () => {
    watch(bench, simulator, { every: '7d', more: 'serve: { listen: 127.0.0.1:0 }' });
    serving = new Serving('--no-schedule');
    await serving.logged({ msg: 'serving' });
    bench.write('genkan.yaml', 'serve: { listen: 0.0.0.0:9464 }');
    serving.child.kill('SIGHUP');
    await serving.logged({ msg: 'the new configuration has errors; the old one stays in use' });
    await serving.logged({ key: 'serve.listen' });
  });
});

test('beside cron jobs, it shows their runs, and needs no secret of an account', async () => {
  watch(bench, simulator, { accounts: [early], more: 'serve: { token: env:GENKAN_TOKEN }' });
  const configured = readFileSync(bench.path('genkan.yaml'), 'utf8');
  bench.write(
    'genkan.yaml',
    configured.replaceAll('tenant: contoso,', 'tenant: contoso, expires: { password: 2030-01-01T00:00Z },'),
  );
  const secrets = bench.env;
  bench.env = { GENKAN_TOKEN: 'a token that nobody guesses'.replaceAll(' ', '-') };
  const headers = { Authorization: `Bearer ${bench.env['GENKAN_TOKEN']}` };
  serving = new Serving('--no-schedule');
  expect((await serving.get('/')).status).toBe(401);
  expect((await serving.get('/', headers)).text).toContain('not yet');
  // The job, in its turn, needs no token.
  bench.env = secrets;
  const { records } = await bench.records();
  expect(records).toMatchObject([{ verdict: 'up' }]);
  const metrics = (await serving.get('/metrics', headers)).text;
  expect(metrics).toMatch(/^genkan_signin_runs_total\{.*verdict="up"\} 1$/m);
  expect(metrics).toMatch(
    /^genkan_credential_expiry_timestamp_seconds\{.*credential="password"\} 1893456000$/m,
  );
  expect((await serving.get('/', headers)).text).toContain(`href="/runs/${records[0]?.runId}"`);
  expect((await serving.get('/readyz')).text).toBe('ready\n');
  expect((await serving.stop()).code).toBe(0);
  expect(await bench.history()).toHaveLength(1);
});

test('due times that came while it was not running are recorded once, also over restarts', async () => {
  const reports = bench.path('reports');
  const history = History.open(reports);
  const scheduledAt = new Date(Date.now() - 3 * 3_600_000).toISOString();
  const old = aRecord({ account: early, location: 'bench', scheduledAt, endedAt: scheduledAt });
  await history.expect([old], scheduledAt);
  await history.conclude(old);
  await history.close();
  const first = serve({ every: '2h', accounts: [early] });
  await first.logged({ cause: 'missed', account: early });
  // Made up for, since the next due time may be far away.
  await first.logged({ verdict: 'up', account: early });
  await first.stop();
  const second = serve({ every: '2h', accounts: [early] });
  expect((await second.get('/')).text).toContain('✔ up');
  await second.stop();
  expect((await bench.history()).map(run => run.cause ?? run.verdict)).toEqual(['up', 'missed', 'up']);
});

describe('the reports folder, while it is in use,', () => {
  // Stopped at the password, so that no run waits for the next one-time code.
  const watching = { every: '30s', timeout: '29s', slow: '28s', accounts: ['expired-secret'] };

  test('is removed: that is said, it is made again, and nothing is forgotten', async () => {
    const { logged, get, stop } = bound(serve(watching));
    const [{ runId } = {}] = await logged({ cause: 'password_wrong' });
    await expect.poll(async () => (await get('/')).text, { interval: 10 }).toContain(String(runId));
    rmSync(bench.path('reports'), { recursive: true });
    const readiness = (await get('/readyz')).text;
    // The schedule looks at the history on its own, too, and may just have made it again.
    if (readiness !== 'ready\n') expect(readiness).toBe('the history was removed or replaced\n');
    await logged({
      msg: 'the history was removed while in use: it was created again with all its contents',
    });
    await expect.poll(async () => (await get('/readyz')).text).toBe('ready\n');
    await logged({ cause: 'paused' }, 2);
    await stop();
    const [first, ...others] = await bench.history();
    expect(first?.cause).toBe('password_wrong');
    // On a slow machine one may still be under way when the next is due.
    const causes = new Set(others.map(({ cause }) => cause).filter(cause => cause !== 'overlapped'));
    expect(causes).toEqual(new Set(['paused']));
    // The next process goes by the same pause.
    const { records } = await bench.records();
    expect(records).toMatchObject([{ cause: 'paused' }]);
    expect(simulator.journal.filter(({ kind }) => kind === 'password')).toHaveLength(1);
  });

  test('gets another history: no more sign-ins, and the log says so', async () => {
    await History.open(bench.path('other')).close();
    const { logged, get, stop } = bound(serve(watching));
    const [{ runId } = {}] = await logged({ cause: 'password_wrong' });
    await expect.poll(async () => (await get('/')).text, { interval: 10 }).toContain(String(runId));
    // At once: a folder that is only missing would be made again.
    renameSync(bench.path('reports'), bench.path('before'));
    renameSync(bench.path('other'), bench.path('reports'));
    const [{ err } = {}] = await logged({
      msg: 'the history cannot be written, so no run is started; this is tried until it works',
    });
    expect(JSON.stringify(err)).toContain('there are no more sign-ins until Genkan is restarted');
    expect((await get('/readyz')).status).toBe(503);
    expect((await get('/')).text).toContain('expired-secret');
    await stop();
    expect(simulator.journal.filter(({ kind }) => kind === 'password')).toHaveLength(1);
  });
});

test('600 idle connections lock nobody out of metrics and probes, and the log says so', async () => {
  const { logged, get } = bound(serve({ every: '7d' }, '--no-schedule'));
  const [{ address } = {}] = await logged({ msg: 'serving' });
  const { port } = new URL(String(address));
  const idle = Array.from({ length: 600 }, () =>
    connect(Number(port), '127.0.0.1').on('error', () => undefined),
  );
  await Promise.all(idle.map(socket => once(socket, 'connect')));
  for (const path of ['/metrics', '/healthz', '/readyz']) expect((await get(path)).status, path).toBe(200);
  const [crowd] = await logged({ msg: 'too many connections: the longest idle ones are closed' });
  expect(crowd).toMatchObject({ level: 40, address: '127.0.0.1', closed: 1 });
  for (const socket of idle) socket.destroy();
});

describe('what cannot be served is reported, and nothing else is touched', () => {
  test('a port in use', async () => {
    const other = createServer();
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    watch(bench, simulator);
    const { code, stderr } = await bench.run('serve', '--listen', `127.0.0.1:${port}`);
    other.close();
    expect(code).toBe(2);
    expect(stderr).toMatch(
      new RegExp(`--listen: 127\\.0\\.0\\.1:${port} is in use by another program\n  → `),
    );
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(bench.files()).toEqual(['genkan.yaml']);
  });

  test('an open address without a token', async () => {
    watch(bench, simulator);
    const { code, stderr } = await bench.run('serve', '--listen', '0.0.0.0:0');
    expect(code).toBe(2);
    expect(stderr).toMatch(/--listen: 0\.0\.0\.0 can be reached from other machines[^]*serve\.token/);
    expect(bench.files()).toEqual(['genkan.yaml']);
  });

  test('a token that can be guessed', async () => {
    bench.env['GENKAN_TOKEN'] = 'short';
    watch(bench, simulator, { more: 'serve: { token: env:GENKAN_TOKEN }' });
    const { code, stderr } = await bench.run('serve', '--no-schedule');
    expect(code).toBe(2);
    expect(stderr).toMatch(/serve\.token: is shorter than 16 characters/);
    expect(stderr).not.toContain('short\n');
  });

  test('a history that another version wrote', async () => {
    await History.open(bench.path('reports')).close();
    const db = new DatabaseSync(bench.path('reports', 'history.sqlite'));
    db.exec('PRAGMA user_version = 99');
    db.close();
    watch(bench, simulator);
    const { code, stderr } = await bench.run('serve', '--listen', '127.0.0.1:0');
    expect(code).toBe(2);
    expect(stderr).toMatch(/history\.sqlite was written by a later version of Genkan \(format 99/);
    expect(bench.processes()).toEqual([]);
  });
});

/** Its methods, for tests that use many of them. */
function bound(one: Serving) {
  return {
    child: one.child,
    logged: (wanted: Line, count?: number) => one.logged(wanted, count),
    get: (path: string, headers?: Record<string, string>) => one.get(path, headers),
    stop: () => one.stop(),
  };
}
