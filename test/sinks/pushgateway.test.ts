import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Snapshot } from '../../lib/core/series.ts';
import { talliesOf } from '../../lib/core/tally.ts';
import { openSink } from '../../lib/sinks/sinks.ts';
import { aRecord } from '../run-records.ts';

/** A real Pushgateway. CI installs it (.ci/run), and counts a skipped test as failed. */
const isInstalled = spawnSync('prometheus-pushgateway', ['--version']).status === 0;
let gateway: ChildProcess | undefined;
let url: string;

beforeAll(async () => {
  if (!isInstalled) return;
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  gateway = spawn('prometheus-pushgateway', [`--web.listen-address=127.0.0.1:${port}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise<void>(resolve => {
    gateway?.stderr
      ?.setEncoding('utf8')
      .on('data', (text: string) => text.includes('TLS is disabled') && resolve());
  });
});
afterAll(() => {
  gateway?.kill('SIGKILL');
});

const record = aRecord({ tenant: 'con/toso' });

function snapshot(accounts: readonly string[], location = 'tokyo/2'): Snapshot {
  const records = accounts.map(account => ({ ...record, account, location }));
  return {
    now: Date.parse(record.endedAt),
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
    tallies: records.flatMap(talliesOf),
    paused: new Set(),
    credentials: [],
    sinks: ['textfile'],
    evidenceBytes: 0,
  };
}

describe.skipIf(!isInstalled)('a real Pushgateway', () => {
  test('each account and monitor is a group, replaced by every push, deleted when nobody watches it', async () => {
    const sink = openSink({ type: 'pushgateway', url: `${url}/` });
    await sink.publish(snapshot(['contoso', 'fabrikam']));
    expect(await pushed()).toEqual(['contoso', 'fabrikam']);
    await sink.publish(snapshot(['contoso']));
    await expect.poll(pushed).toEqual(['contoso']); // it deletes when it has answered
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toMatch(
      /^genkan_signin_runs_total\{.*account="contoso".*tenant="con\/toso".*verdict="up"\} 1$/m,
    );
    expect(text).toMatch(
      /^genkan_signin_duration_seconds_count\{.*job="genkan".*location="tokyo\/2".*\} 1$/m,
    );
  });

  test('what another location pushed is left alone', async () => {
    const sink = openSink({ type: 'pushgateway', url });
    await sink.publish(snapshot(['elsewhere'], 'osaka'));
    await sink.publish(snapshot(['contoso']));
    expect(await pushed()).toEqual(['contoso', 'elsewhere']);
  });
});

test('one that is down is told of, soon', async () => {
  const sink = openSink({ type: 'pushgateway', url: 'http://127.0.0.1:9' });
  await expect(sink.publish(snapshot(['contoso']))).rejects.toThrow();
});

async function pushed(): Promise<string[]> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return [...text.matchAll(/^genkan_signin_up\{account="(\w+)"/gm)].map(([, account = '']) => account);
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
