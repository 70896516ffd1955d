import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { patternOf } from '../../lib/core/encodings.ts';
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

test.each<[string, string]>([
  ['in a mixture', `p&amp;ss%20w\\u0025rd+\\"&lt;日本語>\\\\🔑`],
  ['encoded three times', encodeURIComponent(encodeURIComponent(encodeURIComponent(awkward)))],
  ['in JSON three times', JSON.stringify(JSON.stringify(JSON.stringify(awkward)))],
  ['all of it as entities', Array.from(awkward, character => `&#${character.codePointAt(0)};`).join('')],
])('looking for any way of writing finds a secret %s', (_way, text) => {
  expect(new Redactor([new Secret(awkward)], { patternOf }).text(`a ${text} b`)).toMatch(
    /^a "*(\\*")*\[redacted\](\\*")*"* b$/,
  );
});

test('a key is found by any piece of it, however it is written', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const der = privateKey.export({ type: 'pkcs8', format: 'der' });
  const keys = new Redactor([new Secret(pem)]);
  for (const text of [
    pem,
    JSON.stringify({ pem }),
    encodeURIComponent(pem),
    pem.split('\n')[9] ?? '',
    der.toString('base64url'),
    der.toString('hex'),
    der.toString('hex').toUpperCase(),
    Buffer.concat([Buffer.from('xy'), der]).toString('base64'),
    der.subarray(100, 130).toString('base64'),
  ]) {
    expect(keys.text(text)).toContain('[redacted]');
    expect(keys.text(text)).not.toMatch(/(?!-----)[\w+/=]{24}/);
  }
  const passkey = new Redactor([new Secret(der.toString('base64url'))]);
  expect(passkey.text(JSON.stringify({ privateKey: der.toString('base64') }))).toBe(
    '{"privateKey":"[redacted]"}',
  );
});

test('a long password is found like any other', () => {
  const long = 'Ab3'.repeat(30);
  const passwords = new Redactor([new Secret(long)]);
  for (const text of [
    long,
    `passwd=${long}&x=1`,
    Buffer.from(`m:${long}`).toString('base64'),
    Buffer.from(long).toString('hex'),
  ])
    expect(passwords.text(text)).not.toMatch(/[\w+/]{24}/);
});

test('a thousand secrets are as good as one', () => {
  const many = new Redactor(Array.from({ length: 1_000 }, (_, n) => new Secret(`Zx${n}${awkward}${n}`)));
  expect(many.text(`a Zx7${awkward}7 b ${encodeURIComponent(`Zx999${awkward}999`)}`)).toBe(
    'a [redacted] b [redacted]',
  );
});

test('one-time codes are forgotten after many others; a secret that is a number never', () => {
  const codes = new Redactor([new Secret('87654321')]);
  for (let n = 0; n <= 1_000; n++) codes.learnCode(new Secret(String(100_000 + n)));
  expect(codes.text('100000 100001 87654321')).toBe('100000 [redacted] [redacted]');
});

test('text without a secret stays as it is', () => {
  expect(redactor.text('nothing to hide here: 1234567890')).toBe('nothing to hide here: 1234567890');
});

test('a one-time code is found as a number of its own, not inside a time stamp', () => {
  const codes = new Redactor();
  codes.learnCode(new Secret('123456'));
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
