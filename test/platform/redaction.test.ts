import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { Redactor, redactUrl } from '../../lib/platform/redaction.ts';
import { Secret } from '../../lib/platform/secret.ts';

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
  expect(redactor.text(`a ${text} b`)).toMatch(/^a "*(\\*")*\[redacted\](\\*")*"* b$/);
});

const browserPath = (value: string) =>
  new URL(`https://idp.example/${value.replaceAll('\\', '%5C')}`).pathname.slice(1);
const lower = (text: string) => text.replaceAll(/%[\dA-F]{2}/g, escape => escape.toLowerCase());
const everyCharacter = (write: (code: number) => string) => (value: string) =>
  Array.from({ length: value.length }, (_, n) => write(value.charCodeAt(n))).join('');
const hex = (code: number, digits: number) => code.toString(16).padStart(digits, '0');

/** How programs write a value where nobody expects it. */
const ways: Array<[string, (value: string) => string]> = [
  ['a browser in a path', browserPath],
  ['a browser in a path, in small letters', value => lower(browserPath(value))],
  ['a browser in a path, with its backslashes turned', value => browserPath(value).replaceAll('%5C', '/')],
  ['a browser in a fragment', value => new URL(`https://idp.example/#${value}`).hash.slice(1)],
  ['encodeURI', encodeURI],
  ['percent signs in small letters', value => lower(encodeURIComponent(value))],
  ['twice, in small letters', value => lower(encodeURIComponent(lower(encodeURIComponent(value))))],
  ['a form', value => new URLSearchParams({ v: value }).toString().slice(2)],
  [
    'a form in an address',
    value => encodeURIComponent(new URLSearchParams({ v: value }).toString().slice(2)),
  ],
  ['escape() of old', everyCharacter(code => (code < 256 ? `%${hex(code, 2)}` : `%u${hex(code, 4)}`))],
  ['escapes of JSON', everyCharacter(code => `\\u${hex(code, 4)}`)],
  ['escapes of JSON in JSON', everyCharacter(code => `\\\\u${hex(code, 4).toUpperCase()}`)],
  [
    'escapes of JavaScript',
    everyCharacter(code => (code < 256 ? `\\x${hex(code, 2)}` : `\\u{${hex(code, 1)}}`)),
  ],
  ['decimal entities', everyCharacter(code => `&#${code};`)],
  ['decimal entities without their end', everyCharacter(code => `&#0${code}`)],
  ['hexadecimal entities', everyCharacter(code => `&#x${hex(code, 4)};`)],
  ['hexadecimal entities in an entity', everyCharacter(code => `&amp;#X${hex(code, 2)};`)],
  [
    'named entities',
    value =>
      value
        .replaceAll('&', '&amp;')
        .replaceAll('@', '&commat;')
        .replaceAll('+', '&plus;')
        .replaceAll('%', '&percnt;')
        .replaceAll(' ', '&nbsp;')
        .replaceAll('é', '&eacute;'),
  ],
  ['base64', value => Buffer.from(value).toString('base64').replaceAll('=', '')],
  ['base64url', value => Buffer.from(value).toString('base64url')],
  [
    'base64 in an address',
    value => encodeURIComponent(Buffer.from(value).toString('base64')).replaceAll('%3D', ''),
  ],
  ['base64 of UTF-16', value => Buffer.from(value, 'utf16le').toString('base64url')],
  ['hex', value => Buffer.from(value).toString('hex')],
  ['hex in capitals', value => Buffer.from(value).toString('hex').toUpperCase()],
  ['hex of UTF-16', value => Buffer.from(value, 'utf16le').toString('hex')],
  ['UTF-16 read as bytes', value => Buffer.from(value, 'utf16le').toString('latin1')],
  ['base64 of base64', value => Buffer.from(Buffer.from(value).toString('base64')).toString('base64url')],
  [
    'base64 of a form',
    value => Buffer.from(new URLSearchParams({ v: value }).toString()).toString('base64url'),
  ],
  ['soft hyphens between', value => `${value.slice(0, 3)}\u00AD${value.slice(3)}`],
  ['zero-width spaces between', value => Array.from(value).join('\u200B')],
  [
    'full-width signs',
    value => value.replaceAll(/[!-~]/g, sign => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)),
  ],
  ['accents of their own', value => value.normalize('NFD')],
  ['blanks that do not break', value => value.replaceAll(' ', '\u00A0')],
  ['colours of a terminal between', value => `${value.slice(0, 3)}\u001B[31m${value.slice(3)}\u001B[0m`],
  ['half of it escaped', value => `${value.slice(0, 4)}${lower(encodeURIComponent(value.slice(4)))}`],
  [
    'several at once',
    value =>
      everyCharacter(code => [`&#${code};`, `%${hex(code, 2)}`, `\\u${hex(code, 4)}`][code % 3] ?? '')(value),
  ],
];

test.each(
  ways.flatMap(([way, write]) =>
    ['P@ss w0rd+&%z', 'aB&c d!', 'CONTOSO\\x@1 y', '5+5 %&"x"@;1'].map(value => [way, value, write] as const),
  ),
)('written by %s, %j is found', (_way, value, write) => {
  const known = new Redactor([new Secret(value)]);
  const written = write(value);
  const shown = known.text(`a;${written};b`);
  expect(shown).toContain('[redacted]');
  for (let n = 0; n + 4 <= written.length; n++) expect(shown).not.toContain(written.slice(n, n + 4));
  // In the middle of JSON, as a log line holds it.
  expect(known.isIn(known.text(JSON.stringify({ at: `/x/${written}?y` })))).toBe(false);
});

test('a password that is part of the placeholder, or contains it', () => {
  expect(new Redactor([new Secret('red'), new Secret('a1')]).text('red, a1 and [redacted]')).toBe(
    '[redacted], [redacted] and [redacted]',
  );
  expect(new Redactor([new Secret('[redacted]1')]).text('x [redacted]1 [redacted]')).toBe(
    'x [redacted] [redacted]',
  );
});

test('where a secret is found and cannot be cut out, the whole text is removed', () => {
  const known = new Redactor([new Secret('hunter2')]);
  expect(known.text(`h&amp;#117;n\u0000ter2 and more`)).toBe('[redacted]');
});

test('a key is found by any part of it, however it is written', () => {
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
  [
    'https://x/?client-request-id=0f8fad5b-d9cb-469f-a165-70867728950e&correlation_id=0f8fad5b-d9cb-469f-a165-70867728950e',
    'https://x/?client-request-id=0f8fad5b-d9cb-469f-a165-70867728950e&correlation_id=0f8fad5b-d9cb-469f-a165-70867728950e',
  ],
  ['https://x/?client-request-id=hunter2', 'https://x/?client-request-id=[redacted]'],
  ['chrome-error://chromewebdata/', 'chrome-error:'],
  ['data:text/html,secret', 'data:'],
  ['no address', ''],
])('%s loses what it carries', (address, expected) => {
  expect(redactUrl(address)).toBe(expected);
});

test.each<[string, (value: string) => string]>([
  ['address', encodeURIComponent],
  ['address in an address', value => encodeURIComponent(encodeURIComponent(value))],
  ['form in JSON', value => JSON.stringify({ body: new URLSearchParams({ passwd: value }).toString() })],
  ['HTML', value => value.replaceAll(/\W/g, sign => `&#${sign.codePointAt(0)};`)],
  ['JavaScript', value => value.replaceAll(/\W/g, sign => `\\x${sign.codePointAt(0)?.toString(16)}`)],
])('a secret that is itself a word in base64 is found in an escaped text: %s', (_, escaped) => {
  const secrets = ['Tm9ib2R5S25vd3NJdA==?', 'dGhlIHF1aWNrIGJyb3du+9=&'];
  const known = new Redactor(secrets.map(each => new Secret(each)));
  for (const each of secrets)
    expect(known.text(`before ${escaped(each)} after`), each).toContain('[redacted]');
});
