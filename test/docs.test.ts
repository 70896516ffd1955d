import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadMonitors } from '../lib/app/monitors.ts';
import { factorIds } from '../lib/domain/account.ts';
import { faults } from '../lib/domain/causes.ts';
import { clouds } from '../lib/domain/cloud.ts';
import { stepNames, verdicts } from '../lib/domain/run-record.ts';
import { referencePages } from '../scripts/reference.ts';
import { citedFacts, factNumbers } from './sign-in-facts.ts';

const read = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

const root = fileURLToPath(new URL('..', import.meta.url));
const monitors = [...(await loadMonitors()).values()];

test.each([...referencePages(monitors)])('%s says what the code says; if not: npm run docs', (file, text) => {
  expect(read(file)).toBe(text);
});

const pages = globSync('{*,{.github,bench,deploy,docs,monitors,reports,simulator}/**/*}.md', { cwd: root });

test('no figure is still to come', () => {
  expect(pages.length).toBeGreaterThan(15);
  expect(pages.filter(page => /\b(?:MEASURED|KILLS|TODO)\b/.test(read(page)))).toEqual([]);
});

describe('the pages', () => {
  const exists = (file: string): boolean => existsSync(join(root, file));

  test('link to files that exist', () => {
    const links = pages.flatMap(page =>
      [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) => ({ page, link })),
    );
    expect(links.length).toBeGreaterThan(100);
    expect(links.filter(({ page, link }) => !exists(join(dirname(page), link)))).toEqual([]);
  });

  test('name files of the code that exist', () => {
    const code = /`((?:bench|deploy|docs|lib|monitors|scripts|simulator|test)\/[\w./-]+)`/g;
    const named = pages.flatMap(page =>
      [...read(page).matchAll(code)].map(([, file = '']) => ({ page, file })),
    );
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter(({ file }) => !exists(file))).toEqual([]);
  });

  test('name npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = pages.flatMap(page =>
      [...read(page).matchAll(/`npm run (?:-s )?([\w:-]+)/g)].map(([, script = '']) => ({ page, script })),
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter(({ script }) => !Object.hasOwn(scripts, script))).toEqual([]);
  });
});

describe('the glossary', () => {
  const glossary = read('docs/glossary.md');
  const entries = [...glossary.matchAll(/^\| \*\*(.+?)\*\* \|(.*?)\|(.+)\|$/gm)].map(
    ([, word = '', japanese = '', meaning = '']) => ({ word, japanese: japanese.trim(), meaning }),
  );
  const code = globSync('lib/**/*.ts', { cwd: root }).map(read).join('\n');
  const others = [...pages.filter(page => page !== 'docs/glossary.md').map(read), code].join('\n');

  test('has each word once', () => {
    expect(entries.length).toBeGreaterThan(40);
    expect(entries.map(({ word }) => word)).toEqual([...new Set(entries.map(({ word }) => word))]);
  });

  test('has only words that are used elsewhere, in both languages', () => {
    const isUsed = ({ word }: { word: string }) => new RegExp(`\\b${word}`, 'i').test(others);
    expect(entries.filter(entry => !isUsed(entry))).toEqual([]);
    expect(entries.filter(({ japanese }) => !others.includes(japanese))).toEqual([]);
  });

  test.each([
    ['verdict', verdicts],
    ['fault', faults],
    ['step', stepNames],
    ['factor', factorIds],
    ['cloud', clouds],
  ])('names every %s', (word, names) => {
    const meaning = entries.find(entry => entry.word === word)?.meaning ?? '';
    const named = [...meaning.matchAll(/`([\w-]+)`/g)].map(([, name]) => name);
    expect(new Set(named)).toEqual(new Set(names));
  });
});

describe('the decisions', () => {
  const files = globSync('docs/decisions/[0-9]*.md', { cwd: root }).toSorted();
  const titleOf = (file: string): string => /^# \d{4}: (.+)$/m.exec(read(file))?.[1] ?? '';
  const dateOf = (file: string): string => /^\d{4}-\d\d-\d\d$/m.exec(read(file))?.[0] ?? '';

  test('are numbered without a gap, and all are in the index', () => {
    expect(files.length).toBeGreaterThan(30);
    const rows = files.map((file, n) => {
      const number = String(n + 1).padStart(4, '0');
      return `| [${number}](${file.slice('docs/decisions/'.length)}) | ${titleOf(file)} | ${dateOf(file)} |`;
    });
    const index = read('docs/decisions/README.md').split('\n');
    expect(index.filter(line => line.startsWith('| ['))).toEqual(rows);
  });

  test.each(files)('%s says what was decided, why, and what was given up for it', file => {
    expect([...read(file).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual([
      'Context',
      'Decision',
      'Given up',
      'Consequences',
    ]);
  });
});

describe('the sign-in facts', () => {
  const files = globSync(
    '{*.md,{bench,deploy,docs,lib,monitors,scripts,simulator,test}/**/*.{ts,js,css,md,yaml}}',
    {
      cwd: root,
      exclude: file => file === 'node_modules' || file === 'docs.test.ts',
    },
  );
  const citations = files.flatMap(file => citedFacts(read(file)).map(number => ({ file, number })));

  test('are cited by numbers that exist', () => {
    expect(factNumbers.size).toBeGreaterThan(70);
    expect(citations.length).toBeGreaterThan(150);
    expect(citations.filter(({ number }) => !factNumbers.has(number))).toEqual([]);
  });

  test.each([
    ['/** A field (sign-in-facts 2.7). */', ['2.7']],
    ['/** Both (sign-in-facts 1.12, 4). One more (2.13). */', ['1.12', '4', '2.13']],
    ['// of sign-in-facts 1.3, 2.21 and 5.3, of the rest', ['1.3', '2.21', '5.3']],
    ['/**\n * It comes (sign-in-facts\n * 7.8a) again.\n */', ['7.8a']],
    ['// as in (facts 4, 900561).', ['4']],
    ['/** Needs version (1.5). */', []],
    ['/** All of it: facts 5.7. Ids are (2.18). */', ['5.7', '2.18']],
    ['/** sign-in-facts 99.1 */', ['99.1']],
  ])('%j cites %j', (text, numbers) => {
    expect(citedFacts(text)).toEqual(numbers);
  });
});
