import { expect, test } from 'vitest';
import { foreignText } from '../../lib/platform/foreign-text.ts';

test.each([
  ['Users may be unable to sign in', 40, 'Users may be unable to sign in'],
  ['サインインできない', 40, 'サインインできない'],
  ['one\r\ntwo\u001B[31m\u202E three\u0000', 40, 'one two [31m three'],
  ['abcdef', 3, 'abc'],
  // Half a character is none.
  ['ab😀', 3, 'ab'],
])('%j in %i characters', (text, most, shown) => expect(foreignText(text, most)).toBe(shown));
