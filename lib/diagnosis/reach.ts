import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import tls from 'node:tls';
import type { Secret } from '../core/secret.ts';

/** How our own requests go out: the same way as the browser's. */
export interface Way {
  readonly proxy?: Secret;
  /** A PEM file with authorities to trust beside the system's. */
  readonly trust?: string;
  readonly timeoutMs: number;
}

/** What came back. `serverTime` is the server's own clock (its `Date` header), in ms since 1970. */
export interface Reached {
  readonly status: number;
  readonly serverTime: number | undefined;
}

/**
 * Asks a host for a page over HTTPS, through the proxy where there is one. No cookie, no credential, no redirect.
 * @throws Error that tells what failed: the look-up, the connection, the proxy, the certificate
 */
export async function reach(address: string, way: Way): Promise<Reached> {
  const { hostname: host, port } = new URL(address);
  const signal = AbortSignal.timeout(way.timeoutMs);
  const ca = way.trust === undefined ? undefined : [...tls.rootCertificates, readFileSync(way.trust, 'utf8')];
  const tunnel =
    way.proxy && (await openTunnel(new URL(way.proxy.reveal()), `${host}:${port || 443}`, signal));
  return new Promise((resolve, reject) => {
    const request = https.get(address, {
      signal,
      servername: host,
      ...(ca !== undefined && { ca }),
      ...(tunnel === undefined
        ? { agent: false }
        : {
            createConnection: () =>
              tls.connect({ socket: tunnel, servername: host, ...(ca !== undefined && { ca }) }),
          }),
    });
    request.once('response', response => {
      response.resume();
      response.once('end', () => tunnel?.destroy());
      const date = Date.parse(response.headers.date ?? '');
      resolve({ status: response.statusCode ?? 0, serverTime: Number.isNaN(date) ? undefined : date });
    });
    request.once('error', error => {
      tunnel?.destroy();
      reject(error);
    });
  });
}

function openTunnel(proxy: URL, target: string, signal: AbortSignal): Promise<Socket> {
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const authorization = proxy.username === '' ? {} : { 'proxy-authorization': `Basic ${btoa(credentials)}` };
  const { request } = proxy.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const asking = request({
      host: proxy.hostname,
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...authorization },
      agent: false,
      signal,
    });
    asking.once('connect', (answer, socket) => {
      if (answer.statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(new Error(`the proxy answered ${answer.statusCode} for ${target}`));
    });
    asking.once('error', error => reject(new Error(`the proxy cannot be reached: ${error.message}`)));
    asking.end();
  });
}
