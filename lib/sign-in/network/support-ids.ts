import type { Request, Response } from '@playwright/test';
import type { RequestIds } from '../../domain/request-ids.ts';
import { isoTime } from '../../platform/clock.ts';
import { parseHttpDate } from '../../platform/http-date.ts';

/** Of the calls that failed, the last ones: the first failure of many is often a preparation. */
const mostCalls = 4;

const guid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;
/** Such as `2.1.19683.4 - JPE ProdSlices`. */
const release = /^\d+(?:\.\d+){1,4}(?: [\w -]{1,60})?$/;

/** Keeps what Microsoft's support asks for: of the page that was loaded last, and of calls that failed. Only by their shape. */
export class SupportIds {
  readonly #now: () => number;
  #page: RequestIds | undefined;
  readonly #calls: RequestIds[] = [];

  /** @param now our own clock, in ms since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** A page has answered, with any status. */
  notePage(response: Response): void {
    this.#page = this.#idsOf(response);
  }

  /** A call of a page has answered. */
  noteCall(response: Response): void {
    if (response.status() < 400) return;
    this.#calls.push(this.#idsOf(response));
    if (this.#calls.length > mostCalls) this.#calls.shift();
  }

  /** The page first. An answer without an error and without an id is left out. */
  get found(): RequestIds[] {
    const page = this.#page;
    const hasDetails = page !== undefined && (page.status >= 400 || hasId(page));
    return [...(hasDetails ? [page] : []), ...this.#calls];
  }

  #idsOf(response: Response): RequestIds {
    const headers = response.headers();
    const url = URL.parse(response.url());
    const first = (shape: RegExp, ...values: Array<string | null | undefined>) =>
      values.find((value): value is string => typeof value === 'string' && shape.test(value));
    return {
      host: url?.host ?? '',
      at: isoTime(parseHttpDate(headers['date']) ?? this.#now()),
      status: response.status(),
      requestId: first(guid, headers['x-ms-request-id'], headers['request-id'], headers['sprequestguid']),
      clientRequestId: first(
        guid,
        headers['client-request-id'],
        sentIn(response.request()),
        url?.searchParams.get('client-request-id'),
      ),
      correlationId: first(
        guid,
        headers['x-ms-correlation-id'],
        headers['x-ms-correlation-request-id'],
        headers['x-correlation-id'],
      ),
      server: first(release, headers['x-ms-ests-server']),
    };
  }
}

const hasId = ({ requestId, clientRequestId, correlationId }: RequestIds): boolean =>
  [requestId, clientRequestId, correlationId].some(id => id !== undefined);

const sentIn = (request: Request): string | undefined => {
  const headers = request.headers();
  return headers['client-request-id'] ?? headers['x-ms-client-request-id'];
};
