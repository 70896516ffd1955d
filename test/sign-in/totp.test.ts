import { describe, expect, test } from 'vitest';
import { Secret } from '../../lib/platform/secret.ts';
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

/** RFC 6238, appendix B, SHA-256: its own secret of 32 bytes, eight digits. */
const sha256 = (period: number) =>
  new Authenticator(
    new Secret(
      `otpauth://totp/Contoso:a@b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA&algorithm=SHA256&digits=8&period=${period}`,
    ),
  );

test.each([
  [59_000, '46119246'],
  [1_111_111_109_000, '68084774'],
  [20_000_000_000_000, '77737706'],
])('an otpauth address brings its own algorithm and digits: at %d ms', (time, code) => {
  expect(
    sha256(30)
      .code(Math.floor(time / 30_000))
      .code.reveal(),
  ).toBe(code);
});

test('a time step of a hardware token lasts a minute, and is another one than that of half a minute', () => {
  const token = sha256(60);
  expect(token.startOf(1)).toBe(60_000);
  expect(token.firstUsableStep(119_000)).toBe(2);
  expect(token.code(1).code.reveal()).toBe(sha256(30).code(1).code.reveal());
  expect(token.fingerprint).not.toBe(sha256(30).fingerprint);
});

describe('a value that is not a secret is refused, and not repeated', () => {
  test.each([
    'Not base32 at all!',
    'ABC18',
    '',
    'otpauth://hotp/x?secret=GEZDGNBVGY3TQOJQ&counter=1',
    'otpauth://totp/x?secret=1',
  ])('%s', text => {
    const parse = () => new Authenticator(new Secret(text));
    expect(parse).toThrow(/^it is not /);
    if (text.length > 5) expect(parse).not.toThrow(text);
  });
});
