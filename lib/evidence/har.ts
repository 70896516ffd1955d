import type { Request, Response } from '@playwright/test';
import type { Entry, Har, Header } from 'har-format';
import { isoTime } from '../platform/clock.ts';
import { redactUrl } from '../platform/redaction.ts';
import { genkanVersion } from '../platform/version.ts';

/** A request and what became of it. */
export interface Exchange {
  readonly request: Request;
  /** ms since 1970, like `endedAt`. */
  readonly startedAt: number;
  response?: Response;
  /** Absent while it is under way. */
  endedAt?: number;
}

/**
 * Headers that explain how a sign-in ended. All others stay out, whatever they are called: cookies and tokens travel in
 * headers, and new names for them are invented every year.
 */
const explainingHeaders = new Set([
  'accept-language',
  'access-control-allow-origin',
  'cache-control',
  'client-request-id',
  'content-encoding',
  'content-length',
  'content-type',
  'date',
  'origin',
  'request-id',
  'retry-after',
  'server',
  'sprequestguid',
  'strict-transport-security',
  'user-agent',
  'via',
  'x-cache',
  'x-correlation-id',
  'x-frame-options',
  'x-ms-clitelem',
  'x-ms-client-request-id',
  'x-ms-correlation-id',
  'x-ms-correlation-request-id',
  'x-ms-ests-server',
  'x-ms-request-id',
  'x-ms-srs',
]);
/** Of these only the place, without what the address carries. */
const addressHeaders = new Set(['location', 'referer']);

/**
 * The network log, as HAR 1.2. Bodies are not in it, nor what addresses and headers carry beside what shows how
 * the sign-in went.
 */
export function harOf(
  exchanges: readonly Exchange[],
  browser: { readonly name: string; readonly version: string },
): Har {
  return {
    log: {
      version: '1.2',
      creator: { name: 'Genkan', version: genkanVersion },
      browser: { name: browser.name, version: browser.version },
      entries: exchanges.map(entryOf),
    },
  };
}

function entryOf({ request, response, startedAt, endedAt }: Exchange): Entry {
  const url = redactUrl(request.url());
  const timing = timingsOf(request);
  const error = request.failure()?.errorText;
  return {
    startedDateTime: isoTime(startedAt),
    time: timing.time > 0 ? timing.time : Math.max(0, (endedAt ?? startedAt) - startedAt),
    request: {
      method: request.method(),
      url,
      httpVersion: 'unknown',
      cookies: [],
      headers: headersOf(request.headers()),
      queryString: [...(URL.parse(url)?.searchParams ?? [])].map(([name, value]) => ({ name, value })),
      headersSize: -1,
      bodySize: -1,
    },
    response: {
      status: response?.status() ?? 0,
      statusText: response?.statusText() ?? '',
      httpVersion: 'unknown',
      cookies: [],
      headers: headersOf(response?.headers() ?? {}),
      content: { size: -1, mimeType: response?.headers()['content-type'] ?? '' },
      redirectURL: redactUrl(response?.headers()['location'] ?? ''),
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: timing.timings,
    comment: request.resourceType(),
    _failureText: error,
  };
}

const headersOf = (headers: Readonly<Record<string, string>>): Header[] =>
  Object.entries(headers).flatMap(([name, value]) => {
    if (explainingHeaders.has(name)) return [{ name, value }];
    return addressHeaders.has(name) ? [{ name, value: redactUrl(value) }] : [];
  });

/** From the browser's moments, in ms after the start and -1 where there were none, to HAR's spans. */
function timingsOf(request: Request): { time: number; timings: Entry['timings'] } {
  const t = request.timing();
  const span = (from: number, to: number) => (from >= 0 && to >= from ? to - from : -1);
  const isTls = t.secureConnectionStart >= 0;
  const spans = {
    dns: span(t.domainLookupStart, t.domainLookupEnd),
    connect: span(t.connectStart, t.connectEnd),
    send: 0,
    wait: Math.max(0, span(t.requestStart, t.responseStart)),
    receive: Math.max(0, span(t.responseStart, t.responseEnd)),
  };
  // As HAR wants it, `connect` holds `ssl`, which is not added again.
  const time = Object.values(spans).reduce((sum, ms) => sum + Math.max(0, ms), 0);
  return {
    time,
    timings: { blocked: -1, ...spans, ssl: isTls ? span(t.secureConnectionStart, t.connectEnd) : -1 },
  };
}
