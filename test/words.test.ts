import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

// Words whose meaning in this project a newcomer could not know. Each has a plain one today (docs/glossary.md).
const replaced = new Set(
  `tell tells told telling film films story stories piece pieces fate fates tame crew assignment assignments sharpen
  lane lanes rhythm rhythms tally tallies owners ledger ledgers knock knocks door doors hands wire wires proving wish
  wishes passage passages interlude interludes`.split(/\s+/),
);

const root = fileURLToPath(new URL('..', import.meta.url));
const files = globSync('{lib,simulator,scripts,test}/**/*.{ts,js}', { cwd: root });

/** The words of a file name or an identifier: `account-queue`, `AccountQueue`. */
const wordsOf = (name: string): string[] =>
  name.split(/(?=[A-Z])|[^A-Za-z]+/).map(word => word.toLowerCase());

test('no file and no exported name has a word that was replaced', () => {
  expect(files.length).toBeGreaterThan(400);
  const named = files.flatMap(file => {
    const text = readFileSync(`${root}/${file}`, 'utf8');
    const exported = text.matchAll(
      /^export (?:abstract |async )?(?:const|let|function\*?|class|interface|type) (\w+)/gm,
    );
    return [basename(file), ...[...exported].map(([, name = '']) => name)].map(name => ({ file, name }));
  });
  expect(named.length).toBeGreaterThan(1_000);
  expect(named.filter(({ name }) => wordsOf(name).some(word => replaced.has(word)))).toEqual([]);
});
