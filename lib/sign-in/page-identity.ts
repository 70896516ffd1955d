import type { Ending, PageIdentity } from '../domain/observation.ts';
import { redactUrl } from '../platform/redaction.ts';
import type { Reading } from './page-reader.ts';

/** The meaning of each number of a sign-in method (sign-in-facts 6.2). */
const credentialNames: Readonly<Record<string, string>> = {
  '1': 'Password',
  '2': 'RemoteNGC',
  '3': 'OneTimeCode',
  '4': 'Federation',
  '7': 'Fido',
  '13': 'AccessPass',
  '15': 'Certificate',
  '18': 'QrCodePin',
};

/** What each value looks like. A page may write anything there, what was typed included: what looks different is not kept. */
const shapes = {
  pageId: /^[A-Za-z_][\w.-]{0,39}$/,
  errorCode: /^\d{1,10}$/,
  guid: /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i,
  timestamp: /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?\s?(?:Z|UTC|[+-]\d\d:?\d\d)?$/,
  offered: /^\w{1,40}$/,
};

/** What a page said of itself, as far as it looks like what it should be. */
export function identify(reading: Reading, ending: Ending): PageIdentity {
  const offered = reading.offered
    .filter(name => shapes.offered.test(name))
    .map(name => (Object.hasOwn(credentialNames, name) ? credentialNames[name] : undefined) ?? name);
  return {
    url: redactUrl(reading.url),
    pageId: like(shapes.pageId, reading.pageId),
    errorCode: like(shapes.errorCode, reading.errorCode),
    correlationId: like(shapes.guid, reading.correlationId),
    requestId: like(shapes.guid, reading.requestId),
    timestamp: like(shapes.timestamp, reading.timestamp),
    offered: ending === 'dead_end' && offered.length > 0 ? offered : undefined,
  };
}

const like = (shape: RegExp, value: string | undefined): string | undefined =>
  value !== undefined && shape.test(value) ? value : undefined;
