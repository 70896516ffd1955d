import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadMonitors } from '../lib/app/monitors.ts';
import { parseSettings } from '../lib/config/load.ts';
import { referencePages } from '../scripts/reference.ts';

const read = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

const monitors = [...(await loadMonitors()).values()];

test.each([...referencePages(monitors)])('%s says what the code says; if not: npm run docs', (file, text) => {
  expect(read(file)).toBe(text);
});

describe('README.md', () => {
  const readme = read('README.md');

  test('shows a configuration that is accepted', () => {
    const [, yaml = ''] = /```yaml\n([^]*?)```/.exec(readme) ?? [];
    const settings = parseSettings(yaml, 'genkan.yaml', { monitorIds: ['admin-center'], hostname: 'here' });
    expect(settings.accounts.map(({ id }) => id)).toEqual(['contoso']);
  });

  test('names no file and no npm script that does not exist', () => {
    const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts);
    for (const [, script = ''] of readme.matchAll(/npm run (?:-s )?([a-z]+)/g))
      expect(scripts).toContain(script);
    for (const [, file = ''] of readme.matchAll(/\]\((?!https?:|#)([^)#]+)\)/g))
      expect(() => read(file), file).not.toThrow();
  });
});
