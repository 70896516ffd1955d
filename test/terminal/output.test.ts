import { styleText } from 'node:util';
import { expect, test } from 'vitest';
import { forTerminal } from '../../lib/terminal/output.ts';
import { formatRunDetails } from '../../lib/terminal/run-details.ts';
import { supportSheet } from '../../lib/terminal/support-sheet.ts';
import { aFailure } from '../run-records.ts';

test('our own styles and lines stay', () => {
  const styles = ['red', 'green', 'yellow', 'magenta', 'dim', 'inverse', 'bold'] as const;
  const text = styles
    .map(style => styleText(style, 'a サインイン 🔑\tb', { validateStream: false }))
    .join('\n');
  expect(forTerminal(text)).toBe(text);
  // A spreadsheet's.
  expect(forTerminal('\uFEFFa;b\r\nc;d\r\n')).toBe('\uFEFFa;b\r\nc;d\r\n');
});

const attacks = [
  '\u001B]0;title\u0007',
  '\u001B]8;;https://evil.example\u001B\\link',
  '\u001B[2J\u001B[H',
  '\u001B[8mhidden',
  '\u001BPq',
  '\u009B31m',
  '\u009D0;x\u009C',
  'over\rwritten',
  'a\bb',
  '\u0000',
  '\u007F',
  ...Array.from('\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\u200E\u200F\u061C\u2028\u2029'),
];
const obeyed = /[\p{Cc}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;

test.each(attacks)('nothing else that a terminal obeys is left: %j', attack => {
  expect(forTerminal(`before ${attack} after`)).not.toMatch(obeyed);
  const run = aFailure({
    summary: `It said ${attack}`,
    page: { url: `https://x/${attack}`, pageId: attack },
    opinions: [
      {
        id: 'graph',
        durationMs: 1,
        found: { issues: [{ id: 'MO1', service: attack, title: attack, classification: 'incident' }] },
      },
    ],
  });
  const output = formatRunDetails(run, {
    language: 'en',
    colour: false,
    reports: 'reports',
    titleOf: id => id,
  });
  expect(forTerminal(output).replaceAll('\n', '')).not.toMatch(obeyed);
  const sheet = supportSheet(run, { language: 'en', account: {}, title: 'center' });
  expect(sheet.replaceAll('\n', '')).not.toMatch(obeyed);
});

test('a text of a page or of Microsoft is not markup in the sheet', () => {
  const run = aFailure({
    summary: 'one\n# two',
    page: { url: 'https://x/', pageId: '[a](https://evil.example) <img src=x> `b` *c* [redacted]' },
  });
  const sheet = supportSheet(run, { language: 'en', account: {}, title: 'center' });
  expect(sheet).toContain(
    String.raw`[a\](https://evil.example) \<img src=x\> \`b\` \*c\* [redacted]`.replaceAll('\\`', '\\`'),
  );
  expect(sheet).toContain('one # two');
});
