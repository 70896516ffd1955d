import { format, inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Secret } from '../../lib/platform/secret.ts';

const secret = new Secret('Hunter2"Käse');

test.each([
  ['a template', `is ${secret as unknown as string}`],
  ['a concatenation', `x${String(secret)}`],
  ['JSON', JSON.stringify({ secret })],
  ['inspect', inspect({ secret }, { depth: 9, showHidden: true })],
  ['format', format('%s %o %O %j', secret, secret, secret, secret)],
  ['an error', inspect(new Error('failed', { cause: secret }))],
  ['its own keys', Object.entries(secret).join()],
])('%s does not print it', (_where, printed) => {
  expect(printed).not.toContain('Hunter2');
});

test('it is given away on demand only', () => {
  expect(secret.reveal()).toBe('Hunter2"Käse');
  expect(Object.assign({}, secret)).toEqual({});
});

test('its fingerprint identifies it for one purpose, and does not reveal it', () => {
  expect(secret.fingerprint('totp')).toBe(new Secret('Hunter2"Käse').fingerprint('totp'));
  expect(secret.fingerprint('totp')).not.toBe(new Secret('Hunter3"Käse').fingerprint('totp'));
  expect(secret.fingerprint('totp')).not.toBe(secret.fingerprint('password'));
});
