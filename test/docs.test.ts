import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadMonitors } from '../lib/app/monitors.ts';
import { referencePages } from '../scripts/reference.ts';

const read = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

const root = fileURLToPath(new URL('..', import.meta.url));
const monitors = [...(await loadMonitors()).values()];

test.each([...referencePages(monitors)])('%s says what the code says; if not: npm run docs', (file, text) => {
  expect(read(file)).toBe(text);
});

test('no figure is still to come', () => {
  const pages = globSync('**/*.md', { cwd: root, exclude: ['node_modules', 'reports'] });
  expect(pages.length).toBeGreaterThan(15);
  expect(pages.filter(page => /\b(?:MEASURED|KILLS|TODO)\b/.test(read(page)))).toEqual([]);
});
