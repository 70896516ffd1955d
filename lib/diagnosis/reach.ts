import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import { parseHttpDate } from '../platform/http-date.ts';
import { connect, ReachError, type Way } from './connection.ts';

/** What came back. `serverTime` is the server's own clock (its `Date` header), in ms since 1970. */
export interface Reached {
  readonly status: number;
  readonly serverTime: number | undefined;
  readonly text: string;
}

/** How a host is asked. There is no time limit: the caller ends it with the signal. */
export interface Asking {
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as a form, with POST. */
  readonly form?: Readonly<Record<string, string>>;
}

/** What is asked for here is small; of what is not, the beginning is enough to see that it came. */
const mostBytes = 1_000_000;

/**
 * Asks a host for a page over HTTPS, through the proxy where there is one. No cookie, no redirect, and no credential
 * but what it is handed.
 * @throws ReachError with the phase that failed
 */
export async function reach(
  address: string,
  way: Way,
  { signal, headers = {}, form }: Asking,
): Promise<Reached> {
  const url = new URL(address);
  const socket = await connect(url, way, signal);
  try {
    const body = form && new URLSearchParams(form).toString();
    const request = https.request(url, {
      createConnection: () => socket,
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        accept: '*/*',
        ...headers,
        ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
    });
    request.on('error', () => undefined); // the awaited one is enough
    request.end(body);
    const [response] = (await once(request, 'response', { signal })) as [IncomingMessage];
    const text = await textOf(response, signal);
    return {
      status: response.statusCode ?? 0,
      serverTime: parseHttpDate(response.headers.date),
      text,
    };
  } catch (error) {
    throw new ReachError('http', error);
  } finally {
    socket.destroy();
  }
}

async function textOf(response: IncomingMessage, signal: AbortSignal): Promise<string> {
  let text = '';
  response.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    if (text.length > mostBytes) response.destroy();
  });
  response.on('error', () => undefined);
  await once(response, 'close', { signal });
  return text;
}
