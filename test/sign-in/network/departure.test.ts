import { EventEmitter } from 'node:events';
import type { BrowserContext } from '@playwright/test';
import { expect, test } from 'vitest';
import { Departure } from '../../../lib/sign-in/network/departure.ts';

// What counts as handed in, and what as possibly gone, of all that a browser sends once a credential is typed.

const credential = 'a b+ü"&1';
const page = 'https://login.microsoftonline.com/common/login';
const inAddress = 'a%20b%2B%C3%BC%22%261';

type Kind = 'call' | 'page' | 'frame' | 'new page';

function request(method: string, url: string, body: string | null, kind: Kind = 'call') {
  return {
    method: () => method,
    url: () => url,
    postData: () => body,
    isNavigationRequest: () => kind !== 'call',
    frame: () => {
      if (kind === 'new page') throw new Error('Frame for this navigation request is not available');
      return { parentFrame: () => (kind === 'frame' ? {} : null) };
    },
  };
}

function after(happen: (context: EventEmitter, tab: EventEmitter) => void) {
  const tab = new EventEmitter();
  const context = Object.assign(new EventEmitter(), { pages: () => [tab] });
  const departure = new Departure(context as unknown as BrowserContext, credential, new URL(page).origin);
  happen(context, tab);
  return departure.isHandedIn ? 'handed in' : departure.isPossible ? 'possible' : 'here';
}

test.each<[string, ReturnType<typeof request>, string]>([
  ['another page, wherever', request('GET', 'https://other.example/', null, 'page'), 'handed in'],
  ['a page that is being opened', request('POST', 'https://other.example/', null, 'new page'), 'handed in'],
  ['a body that holds it', request('POST', 'https://api.example/', credential), 'handed in'],
  ['a form that holds it', request('POST', page, 'a=1&p=a+b%2B%C3%BC%22%261'), 'handed in'],
  ['a frame for a form that holds it', request('POST', page, `p=${inAddress}`, 'frame'), 'handed in'],
  ['JSON that holds it', request('POST', page, JSON.stringify({ p: credential })), 'handed in'],
  ['an address that holds it', request('GET', `${page}?p=${inAddress}`, null), 'handed in'],
  ['an address that holds it, to measure', request('POST', `${page}?p=${inAddress}`, '{}'), 'handed in'],
  ['a body that cannot be seen, to its own origin', request('POST', page, null), 'handed in'],
  ['one to another origin', request('POST', 'https://api.example/', null), 'possible'],
  ['a body that does not show it', request('PUT', page, 'c2VjcmV0'), 'possible'],
  ['a call without a body', request('GET', `${page}?x=1`, null), 'here'],
  ['a preflight', request('OPTIONS', 'https://api.example/', null), 'here'],
  ['a frame without a body', request('GET', page, null, 'frame'), 'here'],
  [
    "Microsoft's telemetry",
    request('POST', 'https://eu-mobile.events.data.microsoft.com/OneCollector/1.0/', null),
    'here',
  ],
  [
    "Microsoft's policy reports",
    request('POST', 'https://csp.microsoft.com/report/ESTS-UX-All', '{}'),
    'here',
  ],
  [
    'the loading time of a sign-in page',
    request('POST', 'https://login.microsoftonline.com/common/instrumentation/reportpageload', null),
    'here',
  ],
  [
    'the errors of a sign-in page',
    request('POST', 'https://login.microsoftonline.com/common/handlers/watson', null),
    'here',
  ],
  ['a form for such an address', request('POST', 'https://csp.microsoft.com/', null, 'page'), 'handed in'],
])('%s: %#', (_what, asked, how) => {
  expect(after(context => context.emit('request', asked))).toBe(how);
});

test('a WebSocket may take it along, on any page', () => {
  expect(after((_context, tab) => tab.emit('websocket'))).toBe('possible');
  const opened = new EventEmitter();
  const happen = (context: EventEmitter) => {
    context.emit('page', opened);
    opened.emit('websocket');
  };
  expect(after(happen)).toBe('possible');
});
