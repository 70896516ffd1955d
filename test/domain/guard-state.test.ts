import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { userKeyOf } from '../../lib/domain/guard-state.ts';

const name = 'monitor@contoso.onmicrosoft.com';

it('keeps the key that existing histories have of a user name', () => {
  const key = createHash('sha256').update(`false ${name}`).digest('hex');
  expect(userKeyOf(name, false)).toBe(key);
  expect(userKeyOf(name, true)).not.toBe(key);
});

it.each([
  ['case', 'Monitor@Contoso.onmicrosoft.com', name],
  ['width', 'ｍonitor@contoso.onmicrosoft.com', name],
  ['a letter for a unit', '\u212aiosk@contoso.example', 'kiosk@contoso.example'],
  ['composed or not', 'j\u00f6rg@contoso.example', 'jo\u0308rg@contoso.example'],
])('has one key for two spellings: %s', (_, one, other) => {
  expect(userKeyOf(one, false)).toBe(userKeyOf(other, false));
});
