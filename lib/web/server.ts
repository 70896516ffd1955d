import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { ListenAddress } from '../platform/listen.ts';
import { InputError, type Problem } from '../platform/problem.ts';
import { Connections, type Crowd, type Limits } from './connections.ts';

/** Nobody needs longer to send the few lines that we read. */
const requestMs = 10_000;
/** A client that does not take its answer for so long is gone. */
const silentMs = 30_000;
/** How long a connection may wait for its next request. */
const keepAliveMs = 5_000;
/** A cookie of a proxy in front, a token, and what browsers send. */
const mostHeaderBytes = 16_384;
/** Enough for many scrapers and people, also behind one proxy. */
const limits: Limits = { all: 512, perAddress: 128 };

export interface OpenServer {
  /** `http://127.0.0.1:9464` */
  readonly address: string;
  /** Ends it, with all connections. */
  close(): Promise<void>;
}

/**
 * Listens.
 * @param where where the address was written, for problems
 * @param fetch answers one request; asked anew for each, so that it can change
 * @param crowd how long the process has lived, in ms, and what is called when connections are closed for others
 * @throws InputError when the address cannot be listened on
 */
export async function openServer(
  { host, port }: ListenAddress,
  where: string,
  fetch: (request: Request) => Response | Promise<Response>,
  { elapsed, crowded }: { readonly elapsed: () => number; readonly crowded: (crowd: Crowd) => void },
): Promise<OpenServer> {
  const listener = getRequestListener(fetch, { overrideGlobalObjects: false });
  const connections = new Connections<Socket>(limits, elapsed, crowded);
  const server = createServer(
    {
      requestTimeout: requestMs,
      headersTimeout: requestMs,
      connectionsCheckingInterval: requestMs / 2,
      keepAliveTimeout: keepAliveMs,
      maxHeaderSize: mostHeaderBytes,
    },
    (request, response) => {
      connections.answering(request.socket);
      response.once('close', () => connections.answered(request.socket));
      void listener(request, response);
    },
  );
  server.setTimeout(silentMs);
  server.on('connection', socket => {
    connections.add(socket, socket.remoteAddress ?? '');
    socket.once('close', () => connections.remove(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', error => reject(new InputError([problemOf(error, { host, port }, where)])));
    server.listen({ host, port, exclusive: true }, resolve);
  });
  const bound = server.address() as AddressInfo;
  const urlHost = host.includes(':') ? `[${host}]` : host;
  return {
    address: `http://${urlHost}:${bound.port}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function problemOf(error: NodeJS.ErrnoException, { host, port }: ListenAddress, where: string): Problem {
  const shownAddress = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const [what, remedy] = known.get(error.code ?? '') ?? [
    `cannot be listened on: ${error.message}`,
    elsewhere,
  ];
  return { where, what: `${shownAddress} ${what}`, remedy, cause: error };
}

const elsewhere = 'choose another address with serve.listen or --listen';

const known: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['EADDRINUSE', ['is in use by another program', `end that one, or ${elsewhere}`]],
  ['EADDRNOTAVAIL', ['is not an address of this machine', elsewhere]],
  ['ENOTFOUND', ['is not an address of this machine', elsewhere]],
  ['EACCES', ['may not be listened on', 'choose a port above 1023']],
]);
