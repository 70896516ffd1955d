import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { ConnectionFault } from '../scenarios/scenario.ts';
import type { Leaf } from './authority.ts';

/** What the proxy needs from the rest of the simulator. */
export interface ProxyOptions {
  readonly port: number;
  /** The hosts that it answers for; each certificate is made on the first connection. */
  readonly leaves: ReadonlyMap<string, () => Promise<Leaf>>;
  /** A certificate of an authority that nobody trusts, for the scenarios that need one. */
  readonly untrusted: Leaf;
  /** Answers the requests inside TLS. */
  readonly listener: RequestListener;
  /** Whether this host requests a client certificate. Any is accepted in TLS; Entra judges it later. */
  asksForCertificate(host: string): boolean;
  connectionFault(host: string): ConnectionFault | undefined;
  onRefused(host: string): void;
}

/** An HTTP forward proxy that ends TLS itself and never reaches out. */
export interface Proxy {
  readonly url: string;
  stop(): Promise<void>;
}

/** Opens the proxy on the loopback address. */
export async function openProxy(options: ProxyOptions): Promise<Proxy> {
  const present = certificateChooser(options);
  const tls = openTls(options, present, false);
  const tlsWithCertificates = openTls(options, present, true);

  const server = createServer((request, response) => {
    answerPlain(request, response, options);
  });
  const sockets = new Set<Socket>();
  server.on('connection', socket => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  server.on('connect', (request, socket, head) => {
    const host = acceptTunnel(request.url ?? '', socket, options);
    if (host === undefined) return;
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    (options.asksForCertificate(host) ? tlsWithCertificates : tls).emit('connection', socket);
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The proxy got no port.');

  return {
    url: `http://127.0.0.1:${address.port}`,
    async stop() {
      const closed = new Promise<void>(resolve => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

type ChooseCertificate = (
  host: string,
  done: (error: Error | null, context?: SecureContext) => void,
) => Promise<void>;

/** Presents a host's certificate, which is made on its first connection; the untrusted one where the scenario says so. */
function certificateChooser(options: ProxyOptions): ChooseCertificate {
  const contexts = new Map<string, Promise<SecureContext>>();
  const contextOf = async (host: string): Promise<SecureContext | undefined> => {
    const context =
      contexts.get(host) ??
      options.leaves
        .get(host)?.()
        .then(leaf => createSecureContext({ ...leaf }));
    if (context !== undefined) contexts.set(host, context);
    return context;
  };
  const untrusted = createSecureContext({ ...options.untrusted });
  return async (host, done) => {
    const isDistrusted = options.connectionFault(host) === 'untrusted';
    done(null, isDistrusted ? untrusted : await contextOf(host));
  };
}

function openTls(options: ProxyOptions, present: ChooseCertificate, requestCert: boolean): TlsServer {
  const server = createTlsServer(
    {
      ...options.untrusted,
      requestCert,
      rejectUnauthorized: false,
      SNICallback: (host, done) => void present(host, done),
    },
    options.listener,
  );
  // A person may look for a code for half a minute: the connection should then still be there.
  server.keepAliveTimeout = 120_000;
  // A client that distrusts our certificate ends the handshake: that is not an error of the simulator.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  return server;
}

const badGateway = 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

/** The host that a CONNECT request asks for; undefined where it was answered with a refusal or a fault. */
function acceptTunnel(authority: string, socket: Duplex, options: ProxyOptions): string | undefined {
  const host = splitAuthority(authority);
  if (host === undefined || !options.leaves.has(host.name) || host.port !== '443') {
    options.onRefused(authority);
    socket.end(badGateway);
    return undefined;
  }
  const fault = options.connectionFault(host.name);
  if (fault === 'refuse') socket.end(badGateway);
  else if (fault === 'unresolved') {
    // As Squid answers.
    socket.end(
      'HTTP/1.1 503 Service Unavailable\r\nX-Squid-Error: ERR_DNS_FAIL 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
    );
  } else if (fault === 'reset' && socket instanceof Socket) socket.resetAndDestroy();
  else return host.name;
  return undefined;
}

// The real hosts answer plain HTTP only with a redirect to HTTPS.
function answerPlain(request: IncomingMessage, response: ServerResponse, options: ProxyOptions): void {
  const url = URL.canParse(request.url ?? '') ? new URL(request.url ?? '') : undefined;
  if (url === undefined || url.protocol !== 'http:' || !options.leaves.has(url.hostname)) {
    options.onRefused(url?.host ?? request.headers.host ?? '');
    response.writeHead(502, { 'content-type': 'text/plain' }).end('The simulator does not know this host.\n');
    return;
  }
  response
    .writeHead(301, { location: `https://${url.hostname}${url.pathname}${url.search}`, 'content-length': 0 })
    .end();
}

function splitAuthority(authority: string): { name: string; port: string } | undefined {
  const match = /^([^:]+):(\d+)$/.exec(authority);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return { name: match[1].toLowerCase(), port: match[2] };
}
