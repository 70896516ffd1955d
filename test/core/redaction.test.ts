import { expect, test } from 'vitest';
import { Redactor, redactUrl } from '../../lib/core/redaction.ts';
import { Secret } from '../../lib/core/secret.ts';

const awkward = 'p&ss w%rd+"<日本語>\\🔑';
const redactor = new Redactor([new Secret(awkward)]);

const carriers: Array<[string, string]> = [
  ['raw', awkward],
  ['address', `https://x/?p=${encodeURIComponent(awkward)}`],
  ['form', new URLSearchParams({ passwd: awkward }).toString()],
  ['JSON', JSON.stringify({ passwd: awkward })],
  ['JSON in JSON', JSON.stringify({ body: JSON.stringify({ passwd: awkward }) })],
  [
    'HTML',
    awkward
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;'),
  ],
  ...[0, 1, 2].map((shift): [string, string] => [
    `base64, shifted by ${shift}`,
    Buffer.from(`${'x'.repeat(shift)}${awkward}tail`).toString('base64'),
  ]),
  ['base64url', Buffer.from(awkward).toString('base64url')],
];

test.each(carriers)('a secret is found in %s', (_form, text) => {
  expect(redactor.text(text)).toContain('[redacted]');
  expect(redactor.text(text)).not.toContain('ss w');
});

test('text without a secret stays as it is', () => {
  expect(redactor.text('nothing to hide here: 1234567890')).toBe('nothing to hide here: 1234567890');
});

test('a one-time code is found as a number of its own, not inside a time stamp', () => {
  const codes = new Redactor();
  codes.learn(new Secret('123456'));
  expect(codes.text('code 123456, otc=123456&')).toBe('code [redacted], otc=[redacted]&');
  expect(codes.text('"time":1763123456789, 0.123456')).toBe('"time":1763123456789, 0.123456');
});

test('data keeps its shape', () => {
  const data = { url: `https://x/${awkward}`, n: 3, list: [awkward, null], secret: new Secret('x') };
  expect(redactor.data(data)).toEqual({
    url: 'https://x/[redacted]',
    n: 3,
    list: ['[redacted]', null],
    secret: '[secret]',
  });
});

test.each([
  [
    'https://user:pw@login.microsoftonline.com/common/login',
    'https://login.microsoftonline.com/common/login',
  ],
  [
    'https://login.microsoftonline.com/common/oauth2/authorize?client_id=abc&state=S3cret&login_hint=a%40b',
    'https://login.microsoftonline.com/common/oauth2/authorize?client_id=abc&state=[redacted]&login_hint=[redacted]',
  ],
  ['https://admin.microsoft.com/#/homepage', 'https://admin.microsoft.com/#/homepage'],
  [
    'https://admin.microsoft.com/?ref=/homepage#id_token=eyJ0',
    'https://admin.microsoft.com/?ref=%2Fhomepage#id_token=[redacted]',
  ],
  [
    'https://admin.microsoft.com/#/homepage?code=0.A',
    'https://admin.microsoft.com/#/homepage?code=[redacted]',
  ],
  ['chrome-error://chromewebdata/', 'chrome-error:'],
  ['data:text/html,secret', 'data:'],
  ['no address', ''],
])('%s loses what it carries', (address, told) => {
  expect(redactUrl(address)).toBe(told);
});
