import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Crowd } from '../../lib/web/connections.ts';
import { type OpenServer, openServer } from '../../lib/web/server.ts';

let server: OpenServer;
let port: number;
let said: Crowd[];
let flood: Socket[];
let timers: NodeJS.Timeout[];
beforeEach(async () => {
  [said, flood, timers] = [[], [], []];
  server = await openServer({ host: '127.0.0.1', port: 0 }, 'test', () => new Response('here\n'), {
    elapsed: () => 0,
    crowded: crowd => said.push(crowd),
  });
  port = Number(new URL(server.address).port);
});
afterEach(async () => {
  for (const timer of timers) clearInterval(timer);
  for (const socket of flood) socket.destroy();
  await server.close();
});

/** Opens connections, and says this on each, again and again where there is something to say. */
async function open(n: number, from: readonly string[], first = '', again = ''): Promise<void> {
  const all = Array.from({ length: n }, (_, i) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress: from[i % from.length] });
    socket.on('error', () => undefined).resume();
    flood.push(socket);
    if (again !== '') timers.push(setInterval(() => socket.writable && socket.write(again), 1_000));
    return once(socket, 'connect').then(() => socket.write(first));
  });
  await Promise.all(all);
}

/** How many the server has not closed. */
const left = () => flood.filter(({ closed, destroyed }) => !closed && !destroyed).length;

/** What somebody gets who asks from this address. */
function ask(localAddress: string, path = '/metrics', headers = {}): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, localAddress, headers, agent: false, timeout: 30_000 };
    request(options, response => resolve(response.resume().statusCode))
      .on('timeout', () => reject(new Error('no answer')))
      .on('error', reject)
      .end();
  });
}

const one = ['127.0.0.1'];
const many = Array.from({ length: 6 }, (_, n) => `127.0.0.${n + 1}`);
const slowly: [string, string] = ['GET / HTTP/1.1\r\nHost: localhost\r\n', 'X-Slow: 1\r\n'];

describe.each([
  ['one address', one, 128],
  ['several addresses', many, 512],
] as const)('600 connections of %s', (_what, from, most) => {
  test.each<[string, boolean, string?, string?]>([
    ['that say nothing', true],
    ['that begin a request and go on with it slowly', true, ...slowly],
    [
      'that send a body slowly',
      false,
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n',
      'x',
    ],
    ['that begin TLS', false, '\u0016\u0003\u0001\u0002'],
  ])('%s lock nobody out', async (_how, isIdle, first, again) => {
    await open(600, from, first, again);
    for (const address of ['127.0.0.1', '127.0.0.2', '127.0.0.99'])
      expect(await Promise.all(['/metrics', '/healthz'].map(path => ask(address, path))), address).toEqual([
        200, 200,
      ]);
    await expect.poll(left).toBeLessThanOrEqual(most);
    // What was answered is closed for that, and need not make room.
    expect(said.length).toBeLessThanOrEqual(1);
    if (isIdle) expect(from).toContain(said[0]?.address);
  });
});

test('a person with an open page stays while others come and go', async () => {
  const page = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.7' });
  flood.push(page);
  const get = async () => {
    page.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const [data] = (await once(page, 'data')) as [Buffer];
    return data.toString();
  };
  expect(await get()).toContain('200 OK');
  await open(300, one);
  expect(await get()).toContain('200 OK');
});

test('headers that never end are refused', async () => {
  expect(await ask('127.0.0.1', '/', { 'X-Long': 'x'.repeat(20_000) })).toBe(431);
  expect(await ask('127.0.0.1', '/', { 'X-Long': 'x'.repeat(10_000) })).toBe(200);
});
