import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { parse } from 'parse5';
import { describe, expect, test } from 'vitest';
import { Cleaner, type Form } from '../../lib/evidence/cleaning/cleaner.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { forbiddenValue, searchFile, waysToWrite } from '../e2e/leak-search.ts';
import { artifactsWith } from './artifacts.ts';

const shown = { shown: true, names: [] };
const unusual = [
  'q"u\'o&t%e+<s> 100%',
  'pass word+and more',
  'パスワード🔑です',
  'Zürich & Genève é',
  '\\back/slash=?#\\n',
  'a&amp;b%41\\u0041',
  'correct horse battery',
  'Password1',
  '[redacted]1',
  '$&$1^(.*)',
];
const plain = ['div', 'password', 'true', 'lass="', 'welcome', '&'];
const forms: readonly Form[] = ['text', 'json', 'har', 'html', 'trace', 'jpeg'];

const parsers: Partial<Record<Form, (text: string) => unknown>> = {
  json: JSON.parse,
  har: JSON.parse,
  html: parse,
};

describe.each(forms)('%s', form => {
  test.each(unusual)('is kept without %s, whatever the encoding', secret => {
    const cleaner = new Cleaner([new Secret(secret)], shown);
    const dirty = artifactsWith(secret)[form];
    expect(searchFile(dirty, form, forbiddenValue(secret, 'planted')).length).toBeGreaterThan(0);
    const { bytes, ...dropped } = cleaner.clean(form, form, dirty);
    expect(dropped).toEqual({});
    expect(searchFile(bytes ?? Buffer.from(secret), form, forbiddenValue(secret, 'planted'))).toEqual([]);
    expect(() => parsers[form]?.(Buffer.from(bytes ?? []).toString())).not.toThrow();
  });

  test.each(plain)('is kept without %s, or not at all', secret => {
    const { bytes, dropped } = new Cleaner([new Secret(secret)], shown).clean(
      form,
      form,
      artifactsWith(secret)[form],
    );
    if (bytes === undefined) expect(dropped).toBe('unclean');
    else expect(searchFile(bytes, form, forbiddenValue(secret, 'planted'))).toEqual([]);
  });
});

test('a long line is cut once it is clean, so never within a secret', () => {
  const secret = 'correct horse battery staple';
  const cleaner = new Cleaner([new Secret(secret)], shown);
  for (let before = 970; before <= 1_001; before += 1) {
    const { bytes } = cleaner.clean(
      'text',
      'log',
      Buffer.from(`${'-'.repeat(before)}${secret} ${'+'.repeat(9_000)}`),
    );
    const text = Buffer.from(bytes ?? secret).toString();
    expect(text).not.toMatch(/[a-z] [a-z]/);
    expect(text).toMatch(/^-{970}.{30,32} …$/);
  }
});

test.each(['Sunflower', Buffer.from('Sunflower').toString('hex')])(
  'a long line with what only the search knows (%s) is not kept, whatever would be cut off',
  written => {
    const cleaner = new Cleaner([new Secret('Sunflower')], shown);
    const { dropped } = cleaner.clean('text', 'log', Buffer.from(`${'-'.repeat(994)} ${written} more`));
    expect(dropped).toBe('unclean');
  },
);

describe('the search before keeping', () => {
  const secret = 'q"u\'o&t%e+<s> é';
  const search = (bytes: Uint8Array) =>
    new Cleaner([new Secret(secret)], shown).scan(bytes, 'file').map(({ what }) => what);

  test.each(Object.entries(waysToWrite(secret)))('finds a secret as %s', (name, way) => {
    const bytes = Buffer.from(`before ${way} after`, name.startsWith('UTF-16') ? 'latin1' : 'utf8');
    expect(search(bytes)).toContain('a secret');
  });

  test.each<[string, Uint8Array]>([
    ['a named entity', Buffer.from('q&quot;u&apos;o&amp;t&percnt;e&plus;&lt;s&gt; &eacute;')],
    ['a mixture', Buffer.from('q%22u&#x27;o\\u0026t%2525e+<s>%20%C3%A9')],
    ['an archive in an archive', zipSync({ 'a/b.zip': zipSync({ 'c.txt': Buffer.from(secret) }) })],
    ['compressed', gzipSync(secret)],
    [
      'a page in an address',
      Buffer.from(
        `<img src="data:text/html;base64,${Buffer.from(`<p>${'a word '.repeat(9)}${encodeURIComponent(secret)}`).toString('base64')}">`,
      ),
    ],
    [
      'an archive in base64',
      Buffer.from(`"${Buffer.from(zipSync({ a: Buffer.from(secret) })).toString('base64')}"`),
    ],
    ['the colours of a terminal', Buffer.from(JSON.stringify(`q"u'o\u001b[7m&\u001b[27mt%e+<s> é`))],
    ['the name of a file', zipSync({ [`${secret}.txt`]: Buffer.from('') })],
  ])('finds it in %s', (_where, bytes) => {
    expect(search(bytes)).toContain('a secret');
  });

  test.each<[string, string]>([
    ['a signed token', `eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2ln`],
    ['an opaque token', `"x":"1.A${'Xo1'.repeat(20)}"`],
    ['a session cookie', 'Cookie: ESTSAUTHPERSISTENT=0.ABC'],
    ['a code or token in an address or form', 'https://x/?a=1&code=abc'],
    ['a code or token in an address or form', encodeURIComponent('https://x/?a=1&SAMLResponse=abc')],
    ['a token in data', '{"apiCanary":"a-canary-that-sings"}'],
    ['a token in data', JSON.stringify('{"flowToken":"a-token-that-flows"}')],
    ['a token in a field', '<input type="hidden" name="ctx" value="rQ">'],
    ['a proof of identity in a header', 'authorization: Bearer abcdefghij0123456789'],
  ])('knows %s by its shape', (what, text) => {
    expect(search(Buffer.from(text))).toContain(what);
  });

  test.each([
    'nothing to hide',
    'Cookie: ESTSAUTH=[redacted]; path=/',
    'https://x/?code=[redacted]&state=[redacted]',
    '{"flowToken":"[redacted]","sErrorCode":"50126"}',
    '"{\\"flowToken\\":\\"[redacted]\\"}"',
    'authorization: Bearer [redacted]',
  ])('lets %s pass', text => {
    expect(search(Buffer.from(text))).toEqual([]);
  });

  test('finds what is written beside the pixels of a picture', () => {
    expect(search(artifactsWith(secret).jpeg)).toEqual(['a secret']);
  });

  test.each<[string, string, string]>([
    ['over two elements', 'hunter2!x', '<p><b>hunt</b>er2!x</p>'],
    [
      'a letter in each',
      'hunter2!x',
      Array.from('hunter2!x', letter => `<span class="l">${letter}</span>`).join('\n  '),
    ],
    ['with comments between', 'hunter2!x', 'hun<!-- a <b> --->ter<!---->2!x'],
    ['with blanks in it', 'correct horse battery', '<i>correct</i> <i>horse</i><br>\n<i>battery</i>'],
    ['escaped in parts', 'p&ss"w<rd', '<b>p&amp;s</b><b>s&quot;w</b>&lt;rd'],
    ['over attributes', 'hunter2!x', '<i title="hunt" alt="er2"></i><img alt="!x">'],
    ['over nodes of a snapshot', 'hunter2!x', '["P",{},["B",{"class":"a"},"hunt"],["SPAN",{},"er2"],"!x"]'],
    ['a digit of a code in each', '493817', '<div><b>4</b><b>9</b><b>3</b><b>8</b><b>1</b><b>7</b></div>'],
    ['a short one', 'ab1', '<b>a</b><i>b1</i>'],
  ])('finds what is divided %s', (_how, value, text) => {
    const cleaner = new Cleaner([new Secret(value)], shown);
    expect(cleaner.scan(Buffer.from(text), 'x')).toContainEqual({ where: 'x', what: 'a secret' });
    const page = Buffer.from(`<!doctype html><body>${text}</body>`);
    if (text.startsWith('<')) expect(cleaner.clean('html', 'page.html', page).dropped).toBe('unclean');
  });

  test.each<[string, (value: string) => string]>([
    ['base64 of base64', value => Buffer.from(Buffer.from(value).toString('base64')).toString('base64')],
    ['base64 of an archive', value => gzipSync(value).toString('base64')],
    [
      'base64 of a form, in a path',
      value => `/x/${Buffer.from(new URLSearchParams({ v: value }).toString()).toString('base64url')}/y`,
    ],
    ['soft hyphens between', value => `${value.slice(0, 3)}\u00AD${value.slice(3)}`],
    ['zero-width spaces between', value => Array.from(value).join('\u200B')],
    ['full-width signs', value => value.replaceAll('P', '\uFF30')],
    ['accents of their own', value => value.normalize('NFD')],
  ])('finds %s', (_how, write) => {
    const value = 'Pé@ss w0rd';
    const cleaner = new Cleaner([new Secret(value)], shown);
    expect(cleaner.isShown(`It was ${write(value)}.`)).toBe(true);
  });

  test('a one-time code is a number of its own', () => {
    const cleaner = new Cleaner([new Secret('123456')], shown);
    expect(cleaner.scan(Buffer.from('"time":1763123456789, 0.123456, 123456.75'), 'x')).toEqual([]);
    expect(cleaner.scan(Buffer.from('{"otc":123456}'), 'x')).toEqual([{ where: 'x', what: 'a secret' }]);
  });

  test.each<[Form, string]>([
    ['har', '{"log":{}}'],
    ['har', 'no JSON'],
    ['json', '{"a":'],
    ['trace', 'no archive'],
    ['jpeg', '\xff\xd8\xff'],
    ['text', '\xff\xfe\0'],
    ['html', 'a\0b'],
  ])('a file that is not valid %s is not kept: %s', (form, text) => {
    expect(new Cleaner([], shown).clean(form, 'x', Buffer.from(text, 'latin1'))).toEqual({
      dropped: 'unreadable',
      found: [],
    });
  });
});

test('a value that was removed in one place is found in all that follow, whatever its name there', () => {
  const cleaner = new Cleaner([], shown);
  const opaque = 'plain-words-and-no-shape-at-all';
  cleaner.clean('json', 'first', Buffer.from(JSON.stringify({ flowToken: opaque })));
  const { bytes } = cleaner.clean('text', 'second', Buffer.from(`flow was ${opaque} then`));
  expect(String(bytes)).toBe('flow was [redacted] then');
});
