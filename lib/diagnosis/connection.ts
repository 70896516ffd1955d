import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import http from 'node:http';
import net, { type Socket } from 'node:net';
import tls, { type TLSSocket } from 'node:tls';
import type { ReachPhase } from '../domain/opinion.ts';
import { readAuthorities } from '../platform/authorities.ts';
import { foreignText } from '../platform/foreign-text.ts';
import { type Proxy, proxyOf } from '../platform/proxy.ts';
import type { Secret } from '../platform/secret.ts';

/** How our own requests go out: the same way as the browser's. */
export interface Way {
  readonly proxy?: Secret;
  /** A PEM file with authorities to trust beside the system's. */
  readonly trust?: string;
}

/** A host that could not be reached: how far it went, and in a word why. */
export class ReachError extends Error {
  override readonly name = 'ReachError';
  readonly phase: ReachPhase;
  /** Node's or OpenSSL's code, `HTTP 502` of a proxy, or `ETIMEDOUT` where nothing came in time. */
  readonly code: string;
  readonly issuer: string | undefined;

  constructor(phase: ReachPhase, cause: unknown, issuer?: string) {
    const code = codeOf(cause);
    super(`${phaseTexts[phase]} (${code}${issuer === undefined ? '' : `, issued by ${issuer}`})`, { cause });
    this.phase = phase;
    this.code = code;
    this.issuer = issuer;
  }
}

/** The contents of an untrusted certificate are not verified by anybody. */
const mostOfIssuer = 100;

const phaseTexts: Record<ReachPhase, string> = {
  dns: 'its name cannot be resolved',
  tcp: 'it does not take a connection',
  proxy: 'the proxy cannot be reached',
  tunnel: 'the proxy does not connect to it',
  tls: 'its certificate or encryption is not accepted',
  http: 'it does not answer',
};

function codeOf(cause: unknown): string {
  if (typeof cause === 'string') return cause;
  const { name, code } = cause as { name?: string; code?: unknown };
  if (name === 'AbortError' || name === 'TimeoutError' || code === 'ABORT_ERR') return 'ETIMEDOUT';
  return typeof code === 'string' ? code : 'failed';
}

/**
 * A TLS connection to a host whose certificate was found good, through the proxy where there is one. Nothing has been
 * sent over it.
 * @throws ReachError with the phase that failed; also when the signal ends it
 */
export async function connect(address: URL, { proxy, trust }: Way, signal: AbortSignal): Promise<TLSSocket> {
  const host = address.hostname.replace(/^\[|\]$/g, '');
  const port = Number(address.port || 443);
  const ca =
    trust === undefined
      ? undefined
      : [...tls.rootCertificates, ...readAuthorities(trust).map(({ pem }) => pem)];
  const socket =
    proxy === undefined
      ? await openSocket(host, port, signal)
      : await openTunnel(proxyOf(proxy), `${address.hostname}:${port}`, ca, signal);
  return secure(socket, host, ca, signal);
}

async function openSocket(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  let isResolved = net.isIP(host) !== 0;
  const socket = net.connect({ host, port });
  socket.on('error', () => undefined); // the awaited one is enough; later ones show in whatever is tried next
  socket.once('lookup', (error: Error | null) => (isResolved = !error));
  try {
    await once(socket, 'connect', { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    throw new ReachError(isResolved ? 'tcp' : 'dns', error);
  }
}

/** The certificate is read even where it is not trusted: its issuer shows who intercepts the connection. */
async function secure(
  socket: Socket,
  host: string,
  ca: string[] | undefined,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const secured = tls.connect({
    socket,
    host,
    rejectUnauthorized: false,
    servername: net.isIP(host) === 0 ? host : undefined,
    ca,
  });
  secured.on('error', () => undefined);
  try {
    await once(secured, 'secureConnect', { signal });
  } catch (error) {
    secured.destroy();
    throw new ReachError('tls', error);
  }
  if (secured.authorized) return secured;
  const { O: organisation, CN: name } = secured.getPeerCertificate().issuer ?? {};
  secured.destroy();
  throw new ReachError(
    'tls',
    String(secured.authorizationError),
    foreignText(String(name ?? organisation ?? ''), mostOfIssuer) || undefined,
  );
}

async function openTunnel(
  proxy: Proxy,
  target: string,
  ca: string[] | undefined,
  signal: AbortSignal,
): Promise<Socket> {
  const authorization = authorizationOf(proxy);
  const toProxy = await openToProxy(proxy, ca, signal);
  const asking = http.request({
    createConnection: () => toProxy,
    method: 'CONNECT',
    path: target,
    headers: { host: target, ...authorization },
  });
  asking.on('error', () => undefined);
  asking.end();
  let answer: IncomingMessage;
  try {
    [answer] = (await once(asking, 'connect', { signal })) as [IncomingMessage];
  } catch (error) {
    toProxy.destroy();
    // It took the connection and then said nothing, or hung up: about this host, not about itself.
    throw new ReachError('tunnel', error);
  }
  if (answer.statusCode === 200) return toProxy;
  toProxy.destroy();
  throw new ReachError(isUnresolved(answer) ? 'dns' : 'tunnel', `HTTP ${answer.statusCode}`);
}

function authorizationOf({ credentials }: Proxy): { 'proxy-authorization'?: string } {
  if (credentials === undefined) return {};
  const { username, password } = credentials;
  return { 'proxy-authorization': `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}

async function openToProxy(
  { host, port, isSecure }: Proxy,
  ca: string[] | undefined,
  signal: AbortSignal,
): Promise<Socket> {
  try {
    const socket = await openSocket(host, port, signal);
    return isSecure ? await secure(socket, host, ca, signal) : socket;
  } catch (error) {
    if (!(error instanceof ReachError)) throw error;
    throw new ReachError('proxy', error.code, error.issuer);
  }
}

/** Whether the proxy says that it found no address: RFC 9209, or Squid's own word. */
const isUnresolved = ({ headers }: IncomingMessage): boolean =>
  /\berror="?dns_(?:error|timeout)/i.test(String(headers['proxy-status'] ?? '')) ||
  String(headers['x-squid-error'] ?? '').startsWith('ERR_DNS_FAIL');
