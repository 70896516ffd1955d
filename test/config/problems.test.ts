import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../lib/config/load.ts';
import { sink } from '../../lib/config/sinks.ts';
import { InputError } from '../../lib/platform/problem.ts';
import { secretForms } from '../../lib/platform/secret-reference.ts';

const example = `location: tokyo-office
language: ja
browser:
  engines: [chromium]
  proxy: http://proxy:3128
accounts:
  contoso:
    username: monitor@contoso.onmicrosoft.com
    tenant: contoso
    password: env:CONTOSO_PASSWORD
    totp: file:/run/secrets/contoso-totp
monitors:
  admin-center: { accounts: [contoso], every: 5m }
sinks: [{ type: textfile, path: genkan.prom }]
`;

function problemsOf(text: string): string {
  try {
    parseConfiguration(text, 'genkan.yaml', { monitorIds: ['admin-center', 'entra'], hostname: 'host-1' });
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'none';
}

const personal = (domain: string) =>
  `genkan.yaml:8:15: accounts.contoso.username: is a personal address (${domain}); only work accounts can enter an ` +
  'admin center\n  → write a work account of the tenant, such as monitor@contoso.onmicrosoft.com';
interface Slip {
  readonly title: string;
  readonly text: string;
  readonly expected: string;
}

/** The corpus: see the head of problems.txt. */
const slips = readFileSync(new URL('problems.txt', import.meta.url), 'utf8')
  .split('\n=== ')
  .slice(1)
  .map((entry): Slip => {
    const [title = '', ...lines] = entry.trimEnd().split('\n');
    const marked = (mark: string) =>
      lines
        .filter(line => line.startsWith(mark))
        .map(line => line.slice(1))
        .join('\n');
    const expected = lines
      .filter(line => !/^[-+]/.test(line))
      .join('\n')
      .replaceAll('FORMS OF SECRETS', secretForms)
      .replace('KINDS OF SINKS', sink.options.map(({ shape }) => shape.type.value).join(', '));
    if (!example.includes(marked('-')))
      throw new Error(`problems.txt: ${title}: the example holds no such lines`);
    return { title, text: example.replace(marked('-'), () => marked('+')), expected };
  });

const domains = [
  'outlook.com',
  'OUTLOOK.JP',
  'hotmail.co.uk',
  'live.com',
  'live.jp',
  'msn.com',
  'gmail.com',
  'icloud.com',
  'me.com',
  'yahoo.co.jp',
  'yahoo.com',
  'docomo.ne.jp',
];
const workDomains = [
  'contoso.onmicrosoft.com',
  'contoso.co.jp',
  'live.example',
  'outlook.contoso.com',
  'mygmail.com',
];

describe('every mistake is reported with its place, its key, what is wrong and what to do', () => {
  it('finds nothing wrong with the example', () => {
    expect(problemsOf(example)).toBe('none');
  });

  it.each(slips)('$title', ({ text, expected }) => {
    expect(problemsOf(text)).toBe(expected);
  });

  it.each(domains)('a personal address at %s', domain => {
    const text = example.replace('contoso.onmicrosoft.com', domain);
    expect(problemsOf(text)).toBe(personal(domain.toLowerCase()));
  });

  it.each(workDomains)('no personal address at %s', domain => {
    expect(problemsOf(example.replace('contoso.onmicrosoft.com', domain))).toBe('none');
  });

  it.each(["o'brien-x_1!#^~", 'guest_fabrikam.example#EXT#', 'monitor+m365'])(
    'nothing wrong with %s@',
    name => {
      expect(
        problemsOf(
          example
            .replace('username: monitor@', () => `username: "${name}@`)
            .replace('onmicrosoft.com\n', 'onmicrosoft.com"\n'),
        ),
      ).toBe('none');
    },
  );

  it('reports all problems at once, in the order of the lines', () => {
    const text = example
      .replace('env:CONTOSO_PASSWORD', 'hunter2')
      .replace('ja', 'fr')
      .replace('5m', '1d 2h');
    expect(problemsOf(text).match(/genkan\.yaml:\d+/g)).toEqual([
      'genkan.yaml:2',
      'genkan.yaml:10',
      'genkan.yaml:13',
    ]);
  });

  it.each(slips)('and never with what may be a secret: $title', ({ text }) => {
    expect(problemsOf(text)).not.toMatch(/hunter2|12345678/);
  });
});

const brokenValue = (value: string) => example.replace('env:CONTOSO_PASSWORD', () => value);

/** Slips in YAML itself. The parser's own messages quote the file, so none of them is used. */
const yamlSlips: [string, string, string][] = [
  [
    'an alias',
    brokenValue('*hunter2'),
    'genkan.yaml:10:15: an alias (*…) without an anchor (&…) before it\n  → name the anchor first; if the star is part of a value, put the value in quotes',
  ],
  ['an alias with a colon', brokenValue('*hunter2:'), 'genkan.yaml:10:23: an alias (*…)'],
  [
    'a tag',
    brokenValue('!hunter2 x'),
    'genkan.yaml:10:15: a tag (!…) cannot be used here\n  → remove the tag; if it is part of a value, put the value in quotes',
  ],
  [
    'two anchors',
    brokenValue('&hunter2 &hunter2 x'),
    'genkan.yaml:10:24: an anchor (&…) or alias (*…) is not allowed here',
  ],
  [
    'a reserved character',
    brokenValue('@hunter2'),
    'genkan.yaml:10:15: a value cannot begin with this character\n  → put the value in quotes',
  ],
  [
    'a colon in a value',
    brokenValue('hunter2: hunter2'),
    'genkan.yaml:10:15: a second "key:" on the same line',
  ],
  ['a quote that is not closed', brokenValue('"hunter2'), 'genkan.yaml:'],
  [
    'a wrong escape',
    brokenValue('"\\hunter2"'),
    'genkan.yaml:10:16: a backslash in double quotes starts an escape that YAML does not know\n  → use single quotes, or write \\\\ for a backslash',
  ],
  [
    'a missing colon',
    example.replace('password: env:CONTOSO_PASSWORD', 'password hunter2'),
    'genkan.yaml:10:5: a line that is neither "key: value" nor "- item"\n  → write a colon and a space after the key',
  ],
  [
    'a tab',
    example.replace('    tenant: contoso', '\ttenant: hunter2'),
    'genkan.yaml:9:1: a tab is used as indentation\n  → indent with spaces, the same number for keys that belong together',
  ],
  ['wrong indentation', example.replace('    tenant: contoso', '   tenant: hunter2'), 'genkan.yaml:'],
  ['text after a value', brokenValue('"env:X" hunter2'), 'genkan.yaml:10:23: YAML does not expect this here'],
  [
    'two documents',
    `${example}---\nhunter2: x\n`,
    'genkan.yaml:15:1: a second document (---) begins here\n  → keep one configuration in one file',
  ],
  [
    'a merge key',
    example.replace('tenant: contoso', '<<: { hunter2: x }'),
    'genkan.yaml:9:5: merge keys (<<) are not read\n  → write the keys out',
  ],
  [
    'a list as a key',
    example.replace('tenant: contoso', '? [hunter2]\n    : x'),
    'genkan.yaml:9:7: a key that is not plain text\n  → write a plain word as the key',
  ],
  [
    'a directive',
    `%hunter2 x\n---\n${example}`,
    'genkan.yaml:1:1: a line that begins with % is not a YAML directive',
  ],
  ['a key that is too long', `${'hunter2'.repeat(200)}: x\n`, 'genkan.yaml:1:1'],
  [
    'a list',
    '[hunter2]',
    'genkan.yaml:1:1: must be a map of keys, but is a list\n  → see the example in README.md',
  ],
  [
    'a text',
    'hunter2',
    'genkan.yaml:1:1: must be a map of keys, but is a text\n  → see the example in README.md',
  ],
];

describe('mistakes in YAML are reported without quoting the file', () => {
  it.each(yamlSlips)('%s', (_, text, expected) => {
    const problems = problemsOf(text);
    expect(problems).toContain(expected);
    expect(problems).not.toContain('hunter2');
  });
});
