import { chmodSync, readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { History, historyFile } from '../../lib/history/history.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { Authenticator } from '../../lib/sign-in/totp.ts';
import { createAuthority } from '../../simulator/network/authority.ts';
import { startSimulator } from '../../simulator/simulator.ts';
import { Bench, watch } from './genkan.ts';

// Causes that no scenario of the simulator can play: real connections that fail, a name that nobody has, and what
// breaks on our own side.

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
  bench.env = { PASSWORD: 'Any-Password-1' };
});
afterEach(() => bench.remove());

const servers: Server[] = [];
/** Listens on this machine, and says where. */
async function open(server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
let resets: number;
let untrusted: number;
let silent: number;
let closed: number;
const held = new Set<Socket>();
beforeAll(async () => {
  const unknownAuthority = await createAuthority('Unknown', bytes =>
    crypto.getRandomValues(new Uint8Array(bytes)),
  );
  resets = await open(createServer(socket => socket.resetAndDestroy()));
  untrusted = await open(createTlsServer({ ...(await unknownAuthority.leaf('127.0.0.1')) }));
  silent = await open(createServer(socket => held.add(socket)));
  const gone = createServer();
  closed = await open(gone);
  await new Promise(resolve => gone.close(resolve));
});
afterAll(() => {
  for (const socket of held) socket.destroy();
  for (const server of servers) server.close();
});

/** Accounts whose admin center is at these addresses; too little time for a second attempt. */
function configure(urls: Readonly<Record<string, string>>, browser = 'engines: [chromium]'): void {
  const accounts = Object.entries(urls).map(
    ([id, url]) =>
      `  ${id}: { username: ${id}@contoso.onmicrosoft.com, tenant: contoso, password: env:PASSWORD, urls: { admin-center: "${url}" } }`,
  );
  bench.write(
    'genkan.yaml',
    `browser: { ${browser} }
accounts:
${accounts.join('\n')}
monitors:
  admin-center: { accounts: [${Object.keys(urls).join(', ')}], timeout: 15s, slow: 14s }
`,
  );
}

function rewrite(change: (text: string) => string): void {
  bench.write('genkan.yaml', change(readFileSync(bench.path('genkan.yaml'), 'utf8')));
}

/** How each account's run ended. */
async function ended(): Promise<Record<string, string | undefined>> {
  const { records } = await bench.records();
  return Object.fromEntries(records.map(({ account, cause }) => [account, cause]));
}

describe('real connections, without any simulator', () => {
  test('a name that does not exist, a refused, a reset and a mis-certified connection', async () => {
    configure({
      nowhere: 'https://admin.genkan.invalid/',
      refused: `https://127.0.0.1:${closed}/`,
      reset: `https://127.0.0.1:${resets}/`,
      untrusted: `https://127.0.0.1:${untrusted}/`,
    });
    expect(await ended()).toEqual({
      nowhere: 'dns_failed',
      refused: 'connection_failed',
      reset: 'connection_failed',
      untrusted: 'tls_failed',
    });
  });

  test('a proxy that is not there', async () => {
    configure({ behind: 'https://admin.microsoft.com/' }, `proxy: "http://127.0.0.1:${closed}"`);
    expect(await ended()).toEqual({ behind: 'proxy_failed' });
  });

  test('a way on which everything is lost in silence', async () => {
    configure({ lost: 'https://admin.microsoft.com/' }, `proxy: "http://127.0.0.1:${silent}"`);
    expect(await ended()).toEqual({ lost: 'connection_failed' });
  });
});

test('a name that the tenant does not know', async () => {
  const simulator = await startSimulator();
  try {
    watch(bench, simulator, { accounts: ['monitor'] });
    rewrite(text => text.replace('username: monitor@', 'username: nobody@'));
    expect(await ended()).toEqual({ monitor: 'account_unknown' });
    expect(simulator.journal.filter(({ kind }) => kind === 'password')).toEqual([]);
  } finally {
    await simulator.stop();
  }
});

describe('on our own side', () => {
  const url = 'https://admin.microsoft.com/';

  test('a browser that does not start; a secret that is away takes its own account only', async () => {
    bench.write('broken-browser', '#!/bin/sh\nexit 1\n');
    chmodSync(bench.path('broken-browser'), 0o755);
    configure({ first: url, second: url }, 'executablePath: broken-browser');
    rewrite(text => text.replace(/(second: .*)env:PASSWORD/, '$1"exec:cat /nowhere/to/be/found"'));
    const { code, records, stderr } = await bench.records();
    expect(records.map(({ account, cause }) => [account, cause])).toEqual([
      ['first', 'browser_not_started'],
      ['second', 'secret_unavailable'],
    ]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/accounts\.second\.password.*cat failed with exit code 1/);
    expect(await bench.history()).toHaveLength(2);
  });

  test('the next one-time codes are used up by other sign-ins of the same secret', async () => {
    const simulator = await startSimulator();
    try {
      const [account] = simulator.accounts;
      watch(bench, simulator, { accounts: ['monitor'] });
      const history = History.open(bench.path('reports'));
      const { fingerprint } = new Authenticator(new Secret(account?.totp ?? ''));
      const step = Math.floor(Date.now() / 30_000);
      for (let ahead = 0; ahead < 100; ahead += 1) await history.guard.claimCode(fingerprint, step + ahead);
      await history.close();
      const { records } = await bench.records();
      expect(records).toMatchObject([{ verdict: 'unknown', cause: 'no_code_in_time' }]);
    } finally {
      await simulator.stop();
    }
  });

  test('a history that has lost a part: nobody signs in unguarded', async () => {
    configure({ first: url });
    await History.open(bench.path('reports')).close();
    const db = new DatabaseSync(historyFile(bench.path('reports')));
    db.exec('DROP TABLE guard_locks');
    db.close();
    const { records } = await bench.records();
    expect(records).toMatchObject([{ cause: 'internal_error', fault: 'monitor', verdict: 'unknown' }]);
  });
});
