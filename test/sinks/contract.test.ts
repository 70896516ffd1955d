import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { openSink } from '../../lib/sinks/sinks.ts';
import { type Place, sinkContract } from './contract.ts';

sinkContract('textfile', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'genkan-test-'));
  const path = join(folder, 'genkan.prom');
  return {
    sink: openSink({ type: 'textfile', path }, {}),
    received: async () => readFileSync(path, 'utf8'),
    setBroken: isBroken => {
      rmSync(path, { recursive: true, force: true });
      if (isBroken) mkdirSync(path);
    },
    [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true }),
  };
});

sinkContract('pushgateway', async (): Promise<Place> => {
  const pushed: string[] = [];
  let state: 'answers' | 'is away' | 'is silent' = 'answers';
  const server = createServer((request, response) => {
    void textOf(request).then(body => {
      if (state === 'is silent') return;
      if (state === 'is away') return response.writeHead(503).end('away');
      if (request.method === 'PUT') pushed.push(body);
      return response.end('{"data":[]}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    sink: openSink({ type: 'pushgateway', url: `http://127.0.0.1:${port}` }, {}),
    received: async () => pushed.join('\n'),
    setBroken: isBroken => {
      state = isBroken ? 'is away' : 'answers';
    },
    fallSilent: () => {
      state = 'is silent';
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
});
