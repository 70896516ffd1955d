import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReachError, type Way } from '../../lib/diagnosis/connection.ts';
import { reach } from '../../lib/diagnosis/reach.ts';
import { ProxyError } from '../../lib/platform/proxy.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { createAuthority } from '../../simulator/network/authority.ts';

// Real servers on this machine, one for each thing that can go wrong on the way to a host.

const folder = mkdtempSync(join(tmpdir(), 'genkan-test-'));
const trust = join(folder, 'authority.pem');
const servers: Server[] = [];
const sockets = new Set<net.Socket>();
/** By the clock of the servers. */
const date = 'Mon, 23 Nov 2026 05:45:12 GMT';
let good: number;
let untrusted: number;
let disguised: number;
let otherName: number;
let resetting: number;
let mute: number;
let plain: number;

async function open(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  const [ours, theirs, longest] = await Promise.all([
    createAuthority('Ours', randomBytes),
    createAuthority('Contoso Inspection CA', randomBytes),
    createAuthority(`Red \u001B[31m${'x'.repeat(200)}`, randomBytes),
  ]);
  writeFileSync(trust, ours.pem);
  const answer: http.RequestListener = (request, response) => {
    response.writeHead(request.method === 'GET' ? 404 : 405, { date }).end('{"said":"hello"}');
  };
  good = await open(https.createServer({ ...(await ours.leaf('localhost')) }, answer));
  untrusted = await open(https.createServer({ ...(await theirs.leaf('localhost')) }, answer));
  disguised = await open(https.createServer({ ...(await longest.leaf('localhost')) }, answer));
  otherName = await open(https.createServer({ ...(await ours.leaf('elsewhere.example')) }, answer));
  resetting = await open(net.createServer(socket => socket.once('data', () => socket.resetAndDestroy())));
  mute = await open(net.createServer(() => undefined));
  plain = await open(http.createServer(answer));
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

/** What was found out about a host that cannot be reached. */
async function failure(
  address: string,
  way: Way = {},
  patienceMs = 60_000,
): Promise<{ status?: number; phase?: string; code?: string; issuer?: string }> {
  try {
    const { status } = await reach(address, { trust, ...way }, { signal: AbortSignal.timeout(patienceMs) });
    return { status };
  } catch (error) {
    if (!(error instanceof ReachError)) throw error;
    const { phase, code, issuer } = error;
    return { phase, code, ...(issuer !== undefined && { issuer }) };
  }
}

describe('straight on', () => {
  it('a host that answers', async () => {
    const { status, serverTime, text } = await reach(
      `https://localhost:${good}/`,
      { trust },
      { signal: AbortSignal.timeout(60_000) },
    );
    expect({ status, text, serverTime }).toEqual({
      status: 404,
      text: '{"said":"hello"}',
      serverTime: Date.parse(date),
    });
  });

  it('a name that nobody has', async () => {
    const { phase, code } = await failure('https://nobody.invalid/');
    expect(phase).toBe('dns');
    expect(code).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/); // as the machine's resolver has it
  });

  it('a port that nobody listens on', async () => {
    expect(await failure('https://127.0.0.1:9/')).toEqual({ phase: 'tcp', code: 'ECONNREFUSED' });
  });

  it('a connection that is reset', async () => {
    expect(await failure(`https://127.0.0.1:${resetting}/`)).toEqual({ phase: 'tls', code: 'ECONNRESET' });
  });

  it('packets that disappear', async () => {
    // Connected, and then nothing until the time that was handed in is over.
    expect(await failure(`https://127.0.0.1:${mute}/`, {}, 2_000)).toEqual({
      phase: 'tls',
      code: 'ETIMEDOUT',
    });
  });

  it('a certificate of an unknown issuer, which is named', async () => {
    expect(await failure(`https://localhost:${untrusted}/`)).toEqual({
      phase: 'tls',
      code: 'SELF_SIGNED_CERT_IN_CHAIN',
      issuer: 'Contoso Inspection CA',
    });
  });

  it('a certificate whose issuer has an unusable name: in one line, shortened', async () => {
    const { issuer } = await failure(`https://localhost:${disguised}/`);
    expect(issuer).toBe(`Red [31m${'x'.repeat(91)}`);
  });

  it('a certificate of another name', async () => {
    expect(await failure(`https://localhost:${otherName}/`)).toMatchObject({
      phase: 'tls',
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });

  it('a server that speaks no TLS', async () => {
    expect(await failure(`https://localhost:${plain}/`)).toMatchObject({ phase: 'tls' });
  });
});

describe('through a proxy', () => {
  /** A proxy that answers every CONNECT with this head. */
  const saying = (...head: string[]) =>
    open(
      net.createServer(socket =>
        socket.once('data', () => socket.end([...head, 'content-length: 0', '', ''].join('\r\n'))),
      ),
    );
  const through = (port: number) => ({ proxy: new Secret(`http://127.0.0.1:${port}`) });
  const target = 'https://login.example/';

  it('to a host that answers, by its name', async () => {
    const asked: string[] = [];
    const server = http.createServer();
    server.on('connect', (request, socket) => {
      asked.push(String(request.url), String(request.headers['proxy-authorization']));
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      const line = net.connect(good, '127.0.0.1');
      line.on('error', () => line.destroy());
      socket.on('error', () => socket.destroy());
      socket.pipe(line).pipe(socket);
    });
    const port = await open(server);
    const proxy = new Secret(`http://user:p%40ss@127.0.0.1:${port}`);
    expect(await failure('https://localhost/', { proxy })).toEqual({ status: 404 });
    expect(asked).toEqual(['localhost:443', `Basic ${btoa('user:p@ss')}`]);
  });

  it('whose credentials are not Latin; credentials that cannot be read are not sent', async () => {
    const asked: string[] = [];
    const server = http.createServer();
    server.on('connect', (request, socket) => {
      asked.push(String(request.headers['proxy-authorization']));
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    const port = await open(server);
    const asking = (password: string) =>
      failure(target, { proxy: new Secret(`http://user:${password}@127.0.0.1:${port}`) });
    expect(await asking('玄関')).toEqual({ phase: 'tunnel', code: 'HTTP 403' });
    expect(asked).toEqual([`Basic ${Buffer.from('user:玄関').toString('base64')}`]);
    await expect(asking('100%')).rejects.toThrow(ProxyError);
    expect(asked).toHaveLength(1);
  });

  it('that is not there, or whose name nobody knows', async () => {
    expect(await failure(target, through(9))).toEqual({ phase: 'proxy', code: 'ECONNREFUSED' });
    const nowhere = { proxy: new Secret('http://proxy.invalid:3128') };
    expect(await failure(target, nowhere)).toMatchObject({ phase: 'proxy' });
  });

  it.each([
    ['refuses the host', 'HTTP/1.1 403 Forbidden', 'via: x', 'tunnel', 'HTTP 403'],
    ['wants credentials', 'HTTP/1.1 407 Authenticate', 'via: x', 'tunnel', 'HTTP 407'],
    [
      'finds no address (Squid)',
      'HTTP/1.1 503 Unavailable',
      'x-squid-error: ERR_DNS_FAIL 0',
      'dns',
      'HTTP 503',
    ],
    [
      'finds no address (RFC 9209)',
      'HTTP/1.1 502 Bad Gateway',
      'proxy-status: p; error=dns_error; rcode="NXDOMAIN"',
      'dns',
      'HTTP 502',
    ],
    [
      'gets no connection (RFC 9209)',
      'HTTP/1.1 502 Bad Gateway',
      'proxy-status: p; error=connection_refused',
      'tunnel',
      'HTTP 502',
    ],
  ])('that %s', async (_name, status, header, phase, code) => {
    expect(await failure(target, through(await saying(status, header)))).toEqual({ phase, code });
  });

  it('that does not answer, or closes the connection', async () => {
    expect(await failure(target, through(mute), 2_000)).toEqual({ phase: 'tunnel', code: 'ETIMEDOUT' });
    expect(await failure(target, through(resetting))).toEqual({ phase: 'tunnel', code: 'ECONNRESET' });
  });

  it('that shows a certificate of its own which is not trusted', async () => {
    const proxy = new Secret(`https://localhost:${untrusted}`);
    expect(await failure(target, { proxy })).toEqual({
      phase: 'proxy',
      code: 'SELF_SIGNED_CERT_IN_CHAIN',
      issuer: 'Contoso Inspection CA',
    });
  });

  it('whose secret address is in no error', async () => {
    const proxy = new Secret('http://user:hunter2@127.0.0.1:9');
    const asking = reach(target, { proxy }, { signal: AbortSignal.timeout(60_000) });
    await expect(asking).rejects.toThrow('the proxy cannot be reached (ECONNREFUSED)');
    await expect(asking).rejects.not.toThrow(/hunter2|127\.0\.0\.1/);
  });
});
