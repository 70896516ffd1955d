import type { Problem } from '../platform/problem.ts';
import type { Secret } from '../platform/secret.ts';

/** A shorter one can be guessed by trying. */
const leastCharacters = 16;

/** Why this token cannot open the pages of `serve`, if it cannot. */
export function tokenProblems(token: Secret | undefined, at: Pick<Problem, 'where' | 'key'>): Problem[] {
  const what = token && whyUnusable(token.reveal());
  return what === undefined ? [] : [{ ...at, what, remedy: 'make a new one: openssl rand -hex 32' }];
}

function whyUnusable(token: string): string | undefined {
  if (token.length < leastCharacters)
    return `is shorter than ${leastCharacters} characters, so that it could be guessed`;
  // A header takes nothing else unchanged: every request would be answered with 401.
  const fitsHeader = /^[\x21-\x7e]+$/.test(token);
  return fitsHeader
    ? undefined
    : 'holds a blank, or a character that is not ASCII, which no header can carry';
}
