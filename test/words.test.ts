import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseAst } from 'vitest/node';

// Words whose meaning in this project a newcomer could not know. Each has a plain one today (docs/glossary.md).
const replaced = new Set(
  `tell tells told telling film films story stories piece pieces fate fates tame crew assignment assignments sharpen
  lane lanes rhythm rhythms tally tallies owners ledger ledgers knock knocks door doors hands wire wires proving wish
  wishes passage passages interlude interludes mend mends mended stranger strangers house whoever lies`.split(
    /\s+/,
  ),
);

/** Kinds of artifacts in records, and a key of the configuration that is still read: contracts, not ours to rename. */
const contracts = new Set(['film', 'good_film', 'doors']);

const root = fileURLToPath(new URL('..', import.meta.url));
const files = globSync('{lib,monitors,simulator,scripts,test,bench,deploy}/**/*.{ts,js}', { cwd: root });

/** Of every name in the code (a variable, function, property, type …), one file that uses it. */
const names = new Map<string, string>();
for (const file of files) {
  names.set(basename(file), file);
  const lang = file.endsWith('.ts') ? 'ts' : 'js';
  collectNames(parseAst(readFileSync(`${root}/${file}`, 'utf8'), { lang }), file);
}

function collectNames(node: unknown, file: string): void {
  if (typeof node !== 'object' || node === null) return;
  if ('type' in node && /^(?:Private)?Identifier$/.test(String(node.type)) && 'name' in node)
    names.set(String(node.name), file);
  for (const child of Object.values(node)) collectNames(child, file);
}

/** The words of a file name or an identifier: `account-queue`, `AccountQueue`. */
const wordsOf = (name: string): string[] =>
  name.split(/(?=[A-Z])|[^A-Za-z]+/).map(word => word.toLowerCase());

test('no file and no name in the code has a word that was replaced', () => {
  expect(files.length).toBeGreaterThan(600);
  expect(names.size).toBeGreaterThan(6_000);
  const found = [...names].filter(([name]) => wordsOf(name).some(word => replaced.has(word)));
  expect(found.filter(([name]) => !contracts.has(name))).toEqual([]);
  expect(
    found.map(([name]) => name).filter(name => contracts.has(name)),
    'the exceptions that are needed',
  ).toHaveLength(contracts.size);
});
