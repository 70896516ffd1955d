import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { ListenAddress } from '../core/listen.ts';
import { InputError, type Problem } from '../core/problem.ts';

/** Nobody needs longer to send the few lines that we read. */
const requestMs = 10_000;
/** Enough for many scrapers and people; a flood waits outside. */
const mostConnections = 512;

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
 * @throws InputError when the address cannot be listened on
 */
export async function openServer(
  { host, port }: ListenAddress,
  where: string,
  fetch: (request: Request) => Response | Promise<Response>,
): Promise<OpenServer> {
  const listener = getRequestListener(fetch, { overrideGlobalObjects: false });
  const server = createServer(
    { requestTimeout: requestMs, headersTimeout: requestMs, connectionsCheckingInterval: requestMs / 2 },
    (request, response) => void listener(request, response),
  );
  server.maxConnections = mostConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', error => reject(new InputError([problemOf(error, { host, port }, where)])));
    server.listen({ host, port, exclusive: true }, resolve);
  });
  const bound = server.address() as AddressInfo;
  const shown = host.includes(':') ? `[${host}]` : host;
  return {
    address: `http://${shown}:${bound.port}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function problemOf(error: NodeJS.ErrnoException, { host, port }: ListenAddress, where: string): Problem {
  const told = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const [what, remedy] = known.get(error.code ?? '') ?? [
    `cannot be listened on: ${error.message}`,
    elsewhere,
  ];
  return { where, what: `${told} ${what}`, remedy };
}

const elsewhere = 'choose another address with serve.listen or --listen';

const known: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['EADDRINUSE', ['is in use by another program', `end that one, or ${elsewhere}`]],
  ['EADDRNOTAVAIL', ['is no address of this machine', elsewhere]],
  ['ENOTFOUND', ['is no address of this machine', elsewhere]],
  ['EACCES', ['may not be listened on', 'choose a port above 1023']],
]);
