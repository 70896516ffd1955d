import type { Response } from '@playwright/test';
import { expect, test } from 'vitest';
import { SupportIds } from '../../../lib/sign-in/network/support-ids.ts';

const one = '0f8fad5b-d9cb-469f-a165-70867728950e';
const two = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const now = Date.parse('2026-11-23T05:00:00Z');

const answer = (
  status: number,
  headers: Record<string, string>,
  { url = 'https://login.microsoftonline.com/common/login', sent = {} } = {},
): Response =>
  ({
    status: () => status,
    headers: () => headers,
    url: () => url,
    request: () => ({ headers: () => sent }),
  }) as unknown as Response;

const noted = (work: (ids: SupportIds) => void) => {
  const ids = new SupportIds(() => now);
  work(ids);
  return ids.found;
};

test('of a page that is nothing but an error status all that its headers say is kept', () => {
  const headers = {
    'x-ms-request-id': one,
    'client-request-id': two,
    'x-ms-ests-server': '2.1.19683.4 - JPE ProdSlices',
    date: 'Mon, 23 Nov 2026 04:59:58 GMT',
  };
  expect(noted(ids => ids.notePage(answer(503, headers)))).toEqual([
    {
      host: 'login.microsoftonline.com',
      at: '2026-11-23T04:59:58.000Z',
      status: 503,
      requestId: one,
      clientRequestId: two,
      server: '2.1.19683.4 - JPE ProdSlices',
    },
  ]);
});

test('an error status without a header has its host and time', () => {
  expect(noted(ids => ids.notePage(answer(503, {})))).toEqual([
    { host: 'login.microsoftonline.com', at: '2026-11-23T05:00:00.000Z', status: 503 },
  ]);
});

test.each<[string, Parameters<typeof answer>]>([
  ['what the page sent', [500, {}, { sent: { 'client-request-id': one } }]],
  ['what a center sent', [500, {}, { sent: { 'x-ms-client-request-id': one } }]],
  ['the address', [500, {}, { url: `https://login.microsoftonline.com/authorize?client-request-id=${one}` }]],
])('the id of the client may come from %s', (_where, parts) => {
  expect(noted(ids => ids.noteCall(answer(...parts)))).toMatchObject([{ clientRequestId: one }]);
});

test.each([
  ['request-id', 'requestId'],
  ['sprequestguid', 'requestId'],
  ['x-ms-correlation-id', 'correlationId'],
  ['x-ms-correlation-request-id', 'correlationId'],
  ['x-correlation-id', 'correlationId'],
])('other services call them %s', (header, key) => {
  expect(noted(ids => ids.noteCall(answer(500, { [header]: one })))).toMatchObject([{ [key]: one }]);
});

test('what does not look like an id is not kept', () => {
  const headers = {
    'x-ms-request-id': 'correct horse battery staple',
    'client-request-id': `${one} hunter2`,
    'x-ms-correlation-id': '\u001B[31m',
    'x-ms-ests-server': 'hunter2!',
    date: 'soon',
  };
  expect(noted(ids => ids.notePage(answer(503, headers)))).toEqual([
    { host: 'login.microsoftonline.com', at: '2026-11-23T05:00:00.000Z', status: 503 },
  ]);
});

test('the page that was loaded last and the calls that failed last are kept, and what answered well without an id is not', () => {
  const call = (n: number) =>
    answer(500, { 'request-id': one }, { url: `https://admin.microsoft.com/api/${n}?x` });
  const found = noted(ids => {
    ids.notePage(answer(503, { 'x-ms-request-id': one }));
    ids.notePage(answer(200, {}, { url: 'https://admin.microsoft.com/' }));
    ids.noteCall(answer(200, { 'request-id': two }));
    for (let n = 0; n < 9; n += 1) ids.noteCall(call(n));
  });
  expect(found.map(({ host, requestId }) => [host, requestId])).toEqual(
    Array.from({ length: 4 }, () => ['admin.microsoft.com', one]),
  );
  const page = noted(ids => ids.notePage(answer(200, { 'x-ms-request-id': two })));
  expect(page).toMatchObject([{ status: 200, requestId: two }]);
});
