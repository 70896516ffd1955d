import { expect, test } from 'vitest';
import { Ends } from '../../lib/evidence/ends.ts';

const filled = (count: number, ends: Ends<number>) => {
  for (let n = 0; n < count; n += 1) ends.add(n);
  return { first: ends.first, last: ends.last, leftOut: ends.leftOut };
};

test.each([
  [0, [], [], 0],
  [3, [0, 1], [2], 0],
  [4, [0, 1], [2, 3], 0],
  [5, [0, 1], [3, 4], 1],
  [1_000, [0, 1], [998, 999], 996],
])('of %i the first two and the last two stay', (count, first, last, leftOut) => {
  expect(filled(count, new Ends(4))).toEqual({ first, last, leftOut });
});

test('they stay within their size, and one that is too large is left out', () => {
  const ends = new Ends<string>(100, 20, text => text.length);
  for (const text of ['aaaa', 'bbbb', 'cccc', 'x'.repeat(11), 'dddd', 'eeee', 'ffff']) ends.add(text);
  expect(ends.first).toEqual(['aaaa', 'bbbb']);
  expect(ends.last).toEqual(['eeee', 'ffff']);
  expect(ends.leftOut).toBe(3);
});

test('a million cost no more than a few', () => {
  const ends = new Ends<number>(500);
  const { first, last, leftOut } = filled(1_000_000, ends);
  expect([first.length, last.length, leftOut]).toEqual([250, 250, 999_500]);
  expect(last.at(-1)).toBe(999_999);
});
