import { expect, test } from 'vitest';
import { parseProxy } from '../../lib/platform/proxy.ts';

test.each([
  ['http://proxy:3128', { server: 'http://proxy:3128', host: 'proxy', port: 3128, isSecure: false }],
  ['https://proxy', { server: 'https://proxy', host: 'proxy', port: 443, isSecure: true }],
  ['http://proxy/', { server: 'http://proxy', host: 'proxy', port: 80, isSecure: false }],
  ['http://[::1]:3128', { server: 'http://[::1]:3128', host: '::1', port: 3128, isSecure: false }],
  ['HTTP://Proxy.Contoso.com:80', { server: 'http://proxy.contoso.com', port: 80 }],
  [
    'http://user@proxy:3128',
    { server: 'http://proxy:3128', credentials: { username: 'user', password: '' } },
  ],
  ['http://u:p@[::1]:1', { host: '::1', credentials: { username: 'u', password: 'p' } }],
  [
    'http://dom%5Cuser:50%25off%23%40%2F%3F%20!:$é@proxy:3128',
    { host: 'proxy', credentials: { username: 'dom\\user', password: '50%off#@/? !:$é' } },
  ],
])('%s is taken apart', (text, parts) => {
  expect(parseProxy(text)).toMatchObject(parts);
});

test.each([
  'http://user:50%off@proxy:3128',
  'http://user:hun%@proxy:3128',
  'http://us%er:hunter2@proxy:3128',
  'http://user:hun#ter2@proxy:3128',
  'http://user:12#34@proxy:3128',
  'http://user:hun@ter2@proxy:3128',
  'http://user:hun/ter2@proxy:3128',
  'http://user:80/ter2@proxy:3128',
  'http://user:hun?ter2@proxy:3128',
  'http://user:hun ter2@proxy:3128',
  'http://user:hun\tter2@proxy:3128',
  'http://user:hun\\ter2@proxy:3128',
  'http://us#er:hunter2@proxy:3128',
  'http://us/er:hunter2@proxy:3128',
  'http://:hunter2@proxy:3128',
  'http://user:hunter2@',
  'http://user:hunter2@:3128',
  'http://user:hunter2',
  'http://user:hunter2@proxy:hunter2',
  'http://user:hunter2@proxy:99999',
  'http://user:hunter2@proxy:3128/path',
  'http://user:hunter2@proxy:3128?query',
  'http://user:hunter2@proxy:3128#fragment',
  'http://user:hunter2@pro xy:3128',
  'http://user:hunter2@::1:3128',
  'http://user:hunter2@[::1',
  'http://user:hunter2@[fe80::1%25eth0]:3128',
  'http:user:hunter2@proxy:3128',
  'http:\\\\user:hunter2@proxy:3128',
  ' http://user:hunter2@proxy:3128',
  'socks5://user:hunter2@proxy:1080',
  'socks://proxy:1080',
  'ftp://user:hunter2@proxy',
  'user:hunter2@proxy:3128',
  'proxy:3128',
  'hunter2',
  '',
])('%j is refused, and nothing of it is repeated', text => {
  let message = '';
  try {
    parseProxy(text);
  } catch (error) {
    message = error instanceof Error ? `${error.name} ${error.message}` : '';
  }
  expect(message).toMatch(/^ProxyError (is|has)/);
  expect(message).not.toMatch(/hunter2|ter2|hun|50%off|12#34/);
});
