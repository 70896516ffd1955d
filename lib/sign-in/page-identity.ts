import type { Ending, PageIdentity } from '../core/observation.ts';
import { redactUrl } from '../core/redaction.ts';
import type { Reading } from './page-reader.ts';

/** What each number of a way to sign in stands for (sign-in-facts 6.2). */
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

/** What a page said of itself, without anything that could be a secret. */
export function identify(reading: Reading, ending: Ending): PageIdentity {
  const offered = reading.offered.map(name => credentialNames[name] ?? name);
  const { pageId, errorCode, correlationId, requestId, timestamp } = reading;
  return {
    url: redactUrl(reading.url),
    ...(pageId !== undefined && { pageId }),
    ...(errorCode !== undefined && { errorCode }),
    ...(correlationId !== undefined && { correlationId }),
    ...(requestId !== undefined && { requestId }),
    ...(timestamp !== undefined && { timestamp }),
    ...(ending === 'dead_end' && offered.length > 0 && { offered }),
  };
}
