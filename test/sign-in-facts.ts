import { readFileSync } from 'node:fs';

/** The list of what is known of Microsoft's pages. */
export const signInFacts = readFileSync(new URL('../docs/sign-in-facts.md', import.meta.url), 'utf8');

/** The numbers of its sections and entries. */
export const factNumbers: ReadonlySet<string> = new Set(
  [...signInFacts.matchAll(/^(?:#+ )?(\d(?:\.\d{1,2}[a-z]?)?)\.? /gm)].map(([, number = '']) => number),
);

const entry = String.raw`\d{1,2}(?:\.\d{1,2}[a-z]?)?(?!\d|\.\d)`;
const entries = String.raw`${entry}(?:(?:, | and )${entry})*`;
const named = new RegExp(String.raw`\bfacts (${entries})`, 'g');
/** Beside an entry that is named in full, others are cited by their numbers alone. */
const alone = new RegExp(String.raw`\(([1-9]\.\d{1,2}[a-z]?(?:(?:, | and )${entry})*)\)`, 'g');

/** The numbers that a text cites: `sign-in-facts 1.12, 4`, `facts 2.8` and, beside one of these, `(2.13)`. */
export function citedFacts(text: string): string[] {
  // A sentence in a comment goes on in the next line.
  const sentence = text.replaceAll(/\s*\n\s*(?:\*(?!\/)|\/\/)?\s*/g, ' ');
  const inFull = [...sentence.matchAll(named)];
  const found = inFull.length === 0 ? [] : [...inFull, ...sentence.matchAll(alone)];
  return found.flatMap(([, numbers = '']) => numbers.split(/, | and /));
}
