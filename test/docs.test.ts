import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadMonitors } from '../lib/app/monitors.ts';
import { referencePages } from '../scripts/reference.ts';

const read = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

const monitors = [...(await loadMonitors()).values()];

test.each([...referencePages(monitors)])('%s says what the code says; if not: npm run docs', (file, text) => {
  expect(read(file)).toBe(text);
});
