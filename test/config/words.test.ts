import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { formatDuration, parseDuration } from '../../lib/config/duration.ts';
import { schema } from '../../lib/config/schema.ts';
import { schemaAt } from '../../lib/config/schema-at.ts';
import { nearest } from '../../lib/platform/suggest.ts';

describe('durations', () => {
  it.each([
    ['90s', 90_000, '90s'],
    ['5m', 300_000, '5m'],
    ['120s', 120_000, '2m'],
    ['2h', 7_200_000, '2h'],
    ['400d', 34_560_000_000, '400d'],
    ['0s', 0, '0s'],
  ])('%s', (text, ms, again) => {
    expect(parseDuration(text)).toBe(ms);
    expect(formatDuration(ms)).toBe(again);
  });

  it.each(['', '5', 'm', '5 m', '-5m', '1.5h', '5M', '5ms', '1h30m', '9999999s', '５m'])('not %j', text => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('the nearest known word', () => {
  const known = ['username', 'tenant', 'cloud', 'password', 'totp', 'b'];

  it.each([
    ['passwrd', 'password'],
    ['pasword', 'password'],
    ['PASSWORD', 'password'],
    ['user', undefined],
    ['usrename', 'username'],
    ['tennant', 'tenant'],
    ['topt', 'totp'],
    ['claud', 'cloud'],
    ['e', undefined],
    ['', undefined],
    ['x'.repeat(100_000), undefined],
  ])('%.20s', (written, wanted) => {
    expect(nearest(written, known)).toBe(wanted);
  });

  it('is the nearest of several', () => {
    expect(nearest('chrome', ['chromium', 'chrome'])).toBe('chrome');
  });
});

it('says of every key in the schema what it is and how it is written', () => {
  const all: string[][] = [];
  const collect = (node: z.core.JSONSchema.JSONSchema, path: readonly string[]) => {
    for (const [key, child] of Object.entries(node.properties ?? {})) {
      all.push([...path, key]);
      if (typeof child === 'object') collect(child, [...path, key]);
    }
    if (typeof node.additionalProperties === 'object') collect(node.additionalProperties, [...path, 'id']);
  };
  collect(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), []);
  expect(all.length).toBeGreaterThan(20);
  for (const path of all) {
    const last = path.at(-1) ?? '';
    expect(schemaAt(schema, path).example, path.join('.')).toMatch(new RegExp(`^${last}: `));
  }
});
