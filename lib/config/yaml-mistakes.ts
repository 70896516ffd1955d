import type { ErrorCode } from 'yaml';

/** The parser's codes, and two of our own. */
export type MistakeCode = ErrorCode | 'MERGE_KEY' | 'TOO_MUCH';

interface MistakeText {
  readonly what: string;
  readonly remedy: string;
}

const explain = (what: string, remedy: string): MistakeText => ({ what, remedy });

const quote = 'put the value in quotes';
const indent = 'indent with spaces, the same number for keys that belong together';
const noTags = explain(
  'a tag (!…) cannot be used here',
  'remove the tag; if it is part of a value, put the value in quotes',
);
const noAnchor = explain(
  'an anchor (&…) or alias (*…) is not allowed here',
  `remove it; if it is part of a value, ${quote}`,
);
const tooMuch = explain(
  'has too many entries, or too many levels, for a configuration',
  'check that this is the right file',
);

/**
 * What the parser's error codes mean to a person. Its own messages are not used: they quote the file, and what was
 * written there by mistake may be a password.
 */
export const yamlMistakes: Record<MistakeCode, MistakeText> = {
  ALIAS_PROPS: noAnchor,
  BAD_ALIAS: explain(
    'an alias (*…) without an anchor (&…) before it',
    `name the anchor first; if the star is part of a value, ${quote}`,
  ),
  BAD_COLLECTION_TYPE: noTags,
  BAD_DIRECTIVE: explain('a line that begins with % is not a YAML directive', 'remove the line'),
  BAD_DQ_ESCAPE: explain(
    'a backslash in double quotes starts an escape that YAML does not know',
    'use single quotes, or write \\\\ for a backslash',
  ),
  BAD_INDENT: explain('the indentation does not fit the lines above', indent),
  BAD_PROP_ORDER: noAnchor,
  BAD_SCALAR_START: explain('a value cannot begin with this character', quote),
  BLOCK_AS_IMPLICIT_KEY: explain(
    'a second "key:" on the same line',
    `put it on a line of its own; if the colon is part of a value, ${quote}`,
  ),
  BLOCK_IN_FLOW: explain(
    'an indented block inside { } or [ ]',
    'write all of it in brackets or all of it indented',
  ),
  DUPLICATE_KEY: explain('this key is given twice', 'keep one of the two'),
  IMPOSSIBLE: tooMuch,
  KEY_OVER_1024_CHARS: explain('a key of more than 1024 characters', 'check for a missing quote or colon'),
  MERGE_KEY: explain('merge keys (<<) are not read', 'write the keys out'),
  MISSING_CHAR: explain(
    'a character is missing: a closing quote or bracket, a comma, or a space after a colon',
    'close what was opened on this line or above',
  ),
  MULTILINE_IMPLICIT_KEY: explain(
    'a line that is neither "key: value" nor "- item"',
    'write a colon and a space after the key',
  ),
  MULTIPLE_ANCHORS: noAnchor,
  MULTIPLE_DOCS: explain('a second document (---) begins here', 'keep one configuration in one file'),
  MULTIPLE_TAGS: noTags,
  NON_STRING_KEY: explain('a key that is not plain text', 'write a plain word as the key'),
  RESOURCE_EXHAUSTION: tooMuch,
  TAB_AS_INDENT: explain('a tab is used as indentation', indent),
  TAG_RESOLVE_FAILED: noTags,
  TOO_MUCH: tooMuch,
  UNEXPECTED_TOKEN: explain(
    'YAML does not expect this here',
    `check what is missing before it; if it is part of a value, ${quote}`,
  ),
};
