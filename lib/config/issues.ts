import type { z } from 'zod';
import { nearest } from '../platform/suggest.ts';
import { literalSecret } from './fields.ts';
import { type Finding, formatKnown, isPlainWord, wrongValue } from './finding.ts';
import { type Place, schemaAt } from './schema-at.ts';

type Issue = z.core.$ZodIssue;

interface Context {
  readonly path: readonly PropertyKey[];
  readonly place: Place;
  /** The value in the file. Messages may only name its type and known words of it. */
  readonly value: unknown;
  readonly schema: z.ZodType;
  readonly data: unknown;
}

/**
 * Zod's issues as findings, in our words.
 * @param data what was checked, for its types
 * @param base where in the file the issues' paths start
 */
export function findingsOf(
  issues: readonly Issue[],
  schema: z.ZodType,
  data: unknown,
  base: readonly PropertyKey[] = [],
): Finding[] {
  return issues.flatMap(issue => {
    const path = [...base, ...issue.path];
    return findingsOfIssue(issue, {
      path,
      place: schemaAt(schema, path),
      value: valueAt(data, path),
      schema,
      data,
    });
  });
}

/** The finding for each kind of issue. Zod's own messages are never used: they quote values. */
function findingsOfIssue(issue: Issue, context: Context): Finding[] {
  const one = (what: string, remedy = likeThis(context)): Finding[] => [
    wrongValue(context.path, what, remedy),
  ];
  const { value } = context;
  if (issue.code === 'custom') {
    const remedy: unknown = issue.params?.['remedy'];
    return one(issue.message, typeof remedy === 'string' ? remedy : undefined);
  }
  if (value === undefined) return one('is missing');
  if (value === null) return one('has no value');
  switch (issue.code) {
    case 'invalid_type':
      if (context.place.secret) return one(literalSecret.message, literalSecret.params.remedy);
      return one(`must be ${typeWords.get(issue.expected) ?? issue.expected}, but is ${wordFor(value)}`);
    case 'unrecognized_keys':
      return issue.keys.map(key => unknownKey(key, context));
    case 'invalid_value':
      return [unknownValue(issue.values.map(String), context)];
    case 'invalid_union':
      return findingsOfUnion(issue, context);
    case 'too_small':
      return one('is empty');
    case 'invalid_key':
    case 'too_big':
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_element':
    default:
      // The schema raises no other kind today; a new one must not show Zod's own message, either.
      return one('cannot be used as it is');
  }
}

function findingsOfUnion(issue: Extract<Issue, { code: 'invalid_union' }>, context: Context): Finding[] {
  if ('options' in issue && issue.options !== undefined)
    return [unknownValue(issue.options.map(String), context)];
  // The branch that the value was meant for is the one that does not turn it down as a whole.
  const isWhole = ({ path, code }: Issue) => path.length === 0 && code === 'invalid_type';
  const branch = issue.errors.find(issues => !issues.some(isWhole));
  if (branch !== undefined) return findingsOf(branch, context.schema, context.data, context.path);
  return [wrongValue(context.path, `cannot be ${wordFor(context.value)}`, likeThis(context))];
}

function unknownKey(key: string, { path, place, data }: Context): Finding {
  const whole = [...path, key];
  const suggestion = nearest(key, place.keys);
  const remedy = formatKnown(suggestion, place.keys);
  // A word alone among the keys may be a value that got there by a slip, so it is not shown.
  const isKeyHidden = suggestion === undefined && valueAt(data, whole) === null;
  return { path: whole, part: 'key', isKeyHidden, what: 'is not a key that Genkan knows', remedy };
}

function unknownValue(known: readonly string[], context: Context): Finding {
  const { value } = context;
  const word = typeof value === 'string' ? value : '';
  const what = isPlainWord(word)
    ? `does not accept "${word}"`
    : `does not accept ${wordFor(value)} like this`;
  return wrongValue(context.path, what, formatKnown(nearest(word, known), known));
}

const likeThis = ({ place }: Context): string =>
  place.example === undefined ? 'see the example in README.md' : `write it like this: ${place.example}`;

const typeWords = new Map([
  ['string', 'a text'],
  ['array', 'a list'],
  ['object', 'a map of keys'],
  ['record', 'a map of keys'],
]);

function wordFor(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map of keys';
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}

/** The value at a path of plain data; undefined if there is none. */
export function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}
