import { type Document, Lexer, LineCounter, Parser, parseDocument, visit } from 'yaml';
import { type MistakeCode, yamlMistakes } from './yaml-mistakes.ts';
import {
  type FindPosition,
  keyName,
  type Position,
  positionAt,
  positionFinder,
  startOf,
} from './yaml-position.ts';

export interface Mistake {
  readonly at: Position;
  readonly what: string;
  readonly remedy: string;
}

/** A file's data, and where each part of it was written. */
export interface Yaml {
  /** Undefined when the text could not be read at all. */
  readonly data: unknown;
  /** What is wrong with the text itself. */
  readonly mistakes: readonly Mistake[];
  readonly positionOf: FindPosition;
}

// Far above any real configuration, far below what keeps the parser busy: nesting costs it quadratic time.
const maxDepth = 40;
const maxLexemes = 300_000;
const maxAliases = 100;

/** Reads YAML 1.2 (core schema, no merge keys). Nothing of the text is ever part of a mistake: it may hold a secret. */
export function parseYaml(text: string): Yaml {
  const lines = new LineCounter();
  if (isTooMuch(text)) return unreadable([{ code: 'TOO_MUCH', offset: 0 }], lines);

  const document = parseDocument(text, {
    lineCounter: lines,
    version: '1.2',
    schema: 'core',
    merge: false,
    resolveKnownTags: false,
    // A key that is given twice is found below, in linear time.
    uniqueKeys: false,
    // Pretty errors quote the file. A lower level would let the library print warnings, a higher one hides errors.
    prettyErrors: false,
    logLevel: 'error',
  });
  const errors = [...document.errors, ...document.warnings].map(({ code, pos }) => ({
    code,
    offset: pos[0],
  }));
  if (errors.length > 0) return unreadable(errors, lines);
  const found = findSlips(document);
  // After a duplicate key, further findings are still right; after any other mistake they would mislead.
  if (found.some(({ code }) => code !== 'DUPLICATE_KEY')) return unreadable(found, lines);
  try {
    return {
      data: document.toJS({ maxAliasCount: maxAliases }),
      mistakes: found.map(slip => mistakeOf(slip, lines)),
      positionOf: positionFinder(document, lines),
    };
  } catch {
    return unreadable([{ code: 'TOO_MUCH', offset: 0 }], lines);
  }
}

interface Slip {
  readonly code: MistakeCode;
  readonly offset: number;
}

const unreadable = (slips: readonly Slip[], lines: LineCounter): Yaml => ({
  data: undefined,
  mistakes: slips.map(slip => mistakeOf(slip, lines)),
  positionOf: () => positionAt(lines, 0),
});

const mistakeOf = ({ code, offset }: Slip, lines: LineCounter): Mistake => ({
  at: positionAt(lines, offset),
  ...yamlMistakes[code],
});

/** Goes through the tokens alone, which is quick, and stops where they are too many or nested too deep. */
function isTooMuch(text: string): boolean {
  const parser = new Parser();
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    // The parser works as its results are taken; the results themselves are not needed here.
    Array.from(parser.next(lexeme));
    count += 1;
    // A level takes up to two places on the stack: a collection, and the current scalar or pair.
    if (count > maxLexemes || parser.stack.length > maxDepth * 2) return true;
  }
  return false;
}

function findSlips(document: Document): Slip[] {
  const found: Slip[] = [];
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) === undefined) found.push({ code: 'BAD_ALIAS', offset: startOf(alias) });
    },
    Map(_, map) {
      const seen = new Set<string>();
      for (const pair of map.items) {
        const name = keyName(pair);
        const offset = startOf(pair.key);
        if (name === undefined) found.push({ code: 'NON_STRING_KEY', offset });
        else if (name === '<<') found.push({ code: 'MERGE_KEY', offset });
        else if (seen.has(name)) found.push({ code: 'DUPLICATE_KEY', offset });
        else seen.add(name);
      }
    },
  });
  return found;
}
