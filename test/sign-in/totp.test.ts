import { describe, expect, test } from 'vitest';
import { Secret } from '../../lib/core/secret.ts';
import { Authenticator } from '../../lib/sign-in/totp.ts';

/** The secret and the codes of RFC 6238, appendix B (SHA-1), cut to six digits. */
const rfc = new Authenticator(new Secret('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'));

test.each([
  [59_000, '287082'],
  [1_111_111_109_000, '081804'],
  [1_111_111_111_000, '050471'],
  [20_000_000_000_000, '353130'],
])('at %d ms the code is that of RFC 6238', (time, code) => {
  expect(rfc.code(Math.floor(time / 30_000)).code.reveal()).toBe(code);
});

test('a code that is about to expire is not used', () => {
  expect(rfc.firstUsableStep(30_000)).toBe(1);
  expect(rfc.firstUsableStep(56_000)).toBe(1);
  expect(rfc.firstUsableStep(56_001)).toBe(2);
  expect(rfc.startOf(2)).toBe(60_000);
});

test('a secret is read as people paste it', () => {
  const pasted = new Authenticator(new Secret(' gezd gnbv gy3t qojq gezd gnbv gy3t qojq\n'));
  expect(pasted.code(1).code.reveal()).toBe(rfc.code(1).code.reveal());
});

test('an otpauth address brings its own algorithm, digits and period', () => {
  const address =
    'otpauth://totp/Contoso:a@b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA&algorithm=SHA256&digits=8&period=60';
  const authenticator = new Authenticator(new Secret(address));
  expect(authenticator.startOf(1)).toBe(60_000);
  expect(authenticator.code(1).code.reveal()).toMatch(/^\d{8}$/);
});

describe('what is no secret is refused, and not repeated', () => {
  test.each([
    'Not base32 at all!',
    'ABC18',
    '',
    'otpauth://hotp/x?secret=GEZDGNBVGY3TQOJQ&counter=1',
    'otpauth://totp/x?secret=1',
  ])('%s', text => {
    const parse = () => new Authenticator(new Secret(text));
    expect(parse).toThrow(/^it is no /);
    if (text.length > 5) expect(parse).not.toThrow(text);
  });
});
