import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { metricCountsOf } from '../../lib/domain/metric-counts.ts';
import type { RunRecord } from '../../lib/domain/run-record.ts';
import type { Snapshot } from '../../lib/domain/series.ts';
import type { SinkSettings } from '../../lib/domain/sink.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { openSink } from '../../lib/sinks/sinks.ts';
import { freePort } from '../deploy/programs.ts';
import { aRecord } from '../run-records.ts';

/** A real Pushgateway. CI installs it (.ci/run), and counts a skipped test as failed. */
const isInstalled = spawnSync('prometheus-pushgateway', ['--version']).status === 0;
let gateway: ChildProcess | undefined;
let url: string;

beforeAll(async () => {
  if (!isInstalled) return;
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  gateway = spawn(
    'prometheus-pushgateway',
    [`--web.listen-address=127.0.0.1:${port}`, '--persistence.file='],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  await new Promise<void>(resolve => {
    gateway?.stderr
      ?.setEncoding('utf8')
      .on('data', (text: string) => text.includes('TLS is disabled') && resolve());
  });
});
afterAll(() => {
  gateway?.kill('SIGKILL');
});

const never = new AbortController().signal;
/** The sink, which is given nothing but the metrics. */
function opened(at: string) {
  const sink = openSink({ type: 'pushgateway', url: at }, {});
  return { publish: (metrics: Snapshot) => sink.publish({ snapshot: metrics, runs: [] }, never) };
}

const record = aRecord({ tenant: 'con/toso' });

/** What a history knows when these runs were the last ones, and these accounts of one location are watched. */
function snapshot(
  accounts: readonly string[],
  location = 'tokyo/2',
  retired: readonly RunRecord[] = [],
  changes: Partial<RunRecord> = {},
): Snapshot {
  const records = accounts.map(account => ({ ...record, ...changes, account, location }));
  return {
    now: Date.parse(changes.endedAt ?? record.endedAt),
    location,
    version: '0.1.0',
    watched: records.map(({ tenant, account, monitor, engine }) => ({
      tenant,
      account,
      monitor,
      engine,
      intervalMs: 300_000,
    })),
    series: records.map(last => ({ last })),
    retired: retired.map(last => ({ last })),
    metricCounts: records.flatMap(metricCountsOf),
    paused: new Set(),
    credentials: [],
    sinks: ['textfile'],
    evidenceBytes: 0,
  };
}

const lastRun = (account: string, changes: Partial<RunRecord> = {}): RunRecord => ({
  ...record,
  account,
  location: 'tokyo/2',
  ...changes,
});

describe.skipIf(!isInstalled)('a real Pushgateway', () => {
  const sink = () => opened(`${url}/`);
  afterEach(async () => {
    for (const path of await groups()) await fetch(`${url}${path}`, { method: 'DELETE' });
    await expect.poll(groups).toEqual([]);
  });

  test('each account and monitor is a group, replaced by every push, deleted when it is no longer monitored', async () => {
    await sink().publish(snapshot(['contoso', 'fabrikam']));
    expect(await pushed()).toEqual(['contoso', 'fabrikam']);
    await sink().publish(snapshot(['contoso'], 'tokyo/2', [lastRun('fabrikam')]));
    await expect.poll(pushed).toEqual(['contoso']); // it deletes when it has answered
    const published = await (await fetch(`${url}/metrics`)).text();
    expect(published).toMatch(
      /^genkan_signin_runs_total\{.*account="contoso".*tenant="con\/toso".*verdict="up"\} 1$/m,
    );
    expect(published).toMatch(
      /^genkan_signin_duration_seconds_count\{.*job="genkan".*location="tokyo\/2".*\} 1$/m,
    );
  });

  test('a series that was monitored and never run is deleted with the next push, too', async () => {
    await sink().publish({ ...snapshot(['contoso', 'fabrikam']), series: [], metricCounts: [] });
    expect(await groups()).toHaveLength(3);
    await sink().publish({ ...snapshot(['contoso']), series: [], metricCounts: [] });
    await expect.poll(groups).toHaveLength(2);
  });

  test('a tenant that was renamed is one group, not two', async () => {
    await sink().publish(snapshot(['contoso']));
    await sink().publish(snapshot(['contoso'], 'tokyo/2', [lastRun('contoso')], { tenant: 'new' }));
    await expect.poll(pushed).toEqual(['contoso']);
    expect(await (await fetch(`${url}/metrics`)).text()).not.toContain('tenant="con/toso"');
  });

  test('nothing is left of a location that was renamed', async () => {
    await sink().publish(snapshot(['contoso', 'fabrikam']));
    await sink().publish(snapshot(['contoso'], 'osaka', [lastRun('contoso'), lastRun('fabrikam')]));
    await expect.poll(pushed).toEqual(['contoso']);
    await expect.poll(groups).toHaveLength(2);
    expect(await (await fetch(`${url}/metrics`)).text()).not.toContain('tokyo/2');
  });

  test('groups of another location stay, and locations that share the history are pushed one by one', async () => {
    await sink().publish(snapshot(['elsewhere'], 'osaka'));
    const before = await fetch(`${url}/metrics`).then(answer => answer.text());
    const { series, metricCounts, ...rest } = snapshot(['contoso']);
    const beside = snapshot(['contoso'], 'nagoya');
    await sink().publish({
      ...rest,
      series: [...series, ...beside.series],
      metricCounts: [...metricCounts, ...beside.metricCounts],
    });
    expect(await pushed()).toEqual(['contoso', 'elsewhere']);
    const after = await fetch(`${url}/metrics`).then(answer => answer.text());
    const osaka = (exposition: string) => exposition.split('\n').filter(line => line.includes('osaka'));
    expect(osaka(after)).toEqual(osaka(before));
    expect(after).not.toContain('nagoya');
  });

  test('another Genkan that has taken over a name is left alone', async () => {
    // A machine moves from tokyo/2 to osaka, and a new one begins at tokyo/2 with the same account.
    await sink().publish(snapshot(['contoso']));
    const endedAt = new Date(Date.parse(record.endedAt) + 300_000).toISOString();
    await sink().publish(snapshot(['contoso'], 'tokyo/2', [], { endedAt }));
    await sink().publish(snapshot(['contoso'], 'osaka', [lastRun('contoso')]));
    expect(await groups()).toHaveLength(4);
    // Also where both are called the same and each has accounts of its own.
    await sink().publish(snapshot(['fabrikam']));
    expect(await groups()).toHaveLength(5);
  });

  test('it is deleted once; where the gateway was down, the next time', async () => {
    await using gate = await forwarder(url);
    const through = opened(gate.url);
    await through.publish(snapshot(['contoso', 'fabrikam']));
    const moved = snapshot(['contoso'], 'osaka', [lastRun('contoso'), lastRun('fabrikam')]);
    gate.refused = 'DELETE';
    await expect(through.publish(moved)).rejects.toThrow('answered 502 to DELETE');
    gate.refused = 'PUT';
    await expect(through.publish(moved)).rejects.toThrow('answered 502 to PUT');
    gate.refused = undefined;
    gate.deleted.length = 0;
    await through.publish(moved);
    await expect.poll(groups).toHaveLength(2);
    await through.publish(moved);
    expect(gate.deleted).toHaveLength(3);
    expect(new Set(gate.deleted).size).toBe(3);
  });
});

/** A way to the gateway that writes down what is deleted, and may refuse. */
async function forwarder(target: string) {
  const deleted: string[] = [];
  const gate = { deleted, refused: undefined as string | undefined, url: '' };
  const server = createHttpServer((request, response) => void forward(request, response)).listen(
    0,
    '127.0.0.1',
  );
  async function forward(request: IncomingMessage, response: ServerResponse) {
    const { method = '', url: path = '' } = request;
    if (method === gate.refused) return response.writeHead(502).end('away');
    if (method === 'DELETE') deleted.push(path);
    const body = method === 'PUT' ? await textOf(request) : undefined;
    const answer = await fetch(`${target}${path}`, {
      method,
      ...(body !== undefined && { body, headers: { 'content-type': request.headers['content-type'] ?? '' } }),
    });
    return response.writeHead(answer.status).end(await answer.text());
  }
  await once(server, 'listening');
  const address = server.address();
  gate.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return Object.assign(gate, {
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}

test('what one answers is in the message, but not where it may repeat the password', async () => {
  const echo = createHttpServer((request, response) =>
    response.writeHead(500).end(`${'-'.repeat(150)} ${request.headers.authorization ?? 'nothing to repeat'}`),
  ).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const at = `http://127.0.0.1:${(echo.address() as AddressInfo).port}`;
  const basicAuth = { username: 'genkan', password: new Secret('Kx7-gateway-pass#word') };
  const failure = async (settings: SinkSettings) =>
    String(
      await openSink(settings, {})
        .publish({ snapshot: snapshot(['contoso']), runs: [] }, never)
        .catch((error: unknown) => error),
    );
  const [open, closed] = [
    await failure({ type: 'pushgateway', url: at }),
    await failure({ type: 'pushgateway', url: at, basicAuth }),
  ];
  echo.close();
  expect(open).toMatch(/answered 500 to PUT .*: -+ nothing to repeat$/);
  expect(closed).toMatch(/answered 500 to PUT \S+$/);
});

test('one that is down fails soon', async () => {
  const sink = opened('http://127.0.0.1:9');
  await expect(sink.publish(snapshot(['contoso']))).rejects.toThrow();
});

async function pushed(): Promise<string[]> {
  const published = await (await fetch(`${url}/metrics`)).text();
  return [...published.matchAll(/^genkan_signin_up\{account="(\w+)"/gm)].map(([, account = '']) => account);
}

/** Every group that it holds, as the path that it is pushed to. */
async function groups(): Promise<string[]> {
  const answer = await fetch(`${url}/api/v1/metrics`);
  const { data } = (await answer.json()) as { data: ReadonlyArray<{ labels: Record<string, string> }> };
  return data.map(({ labels: { job = '', ...labels } }) => {
    const parts = Object.entries(labels).map(
      ([name, value]) => `/${name}@base64/${Buffer.from(value).toString('base64url')}`,
    );
    return `/metrics/job/${job}${parts.join('')}`;
  });
}
