import { expect, test } from 'vitest';
import { tokenProblems } from '../../lib/app/token.ts';
import { Secret } from '../../lib/platform/secret.ts';

const at = { where: 'genkan.yaml:1:1', key: 'serve.token' };
const whatOf = (token: string) => tokenProblems(new Secret(token), at).map(({ what }) => what);

test.each([
  ['guessable', 'is shorter than 16 characters, so that it could be guessed'],
  [' a-token-that-nobody-guesses', 'holds a blank'],
  ['a-token-that-nobody-guesses ', 'holds a blank'],
  ['a token that nobody guesses', 'holds a blank'],
  ['a-token-that-nobody-guesses-\u00e9', 'not ASCII'],
])('a token that would be answered with 401 for ever is refused: %j', (token, what) => {
  expect(whatOf(token)).toEqual([expect.stringContaining(what)]);
  expect(JSON.stringify(tokenProblems(new Secret(token), at))).not.toContain(token);
});

test('any other token is accepted', () => {
  expect(whatOf('!"#$%&()*+,-./:;<=>?@[]^_`{|}~')).toEqual([]);
  expect(tokenProblems(undefined, at)).toEqual([]);
});
