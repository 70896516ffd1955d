import { styleText } from 'node:util';
import type { Language } from '../domain/language.ts';
import { withoutControls } from '../platform/foreign-text.ts';

/** Who reads a table or a text in a terminal. */
export interface TerminalReader {
  readonly language: Language;
  /** Whether the reader's terminal shows colours. */
  readonly colour: boolean;
  /** The title of a monitor for people. */
  readonly titleOf: (monitor: string) => string;
}

export type Style = Parameters<typeof styleText>[0];

/** Adds a style to a text, where the reader's terminal shows it. */
export const painter =
  (colour: boolean) =>
  (style: Style, text: string): string =>
    colour ? styleText(style, text, { validateStream: false }) : text;

/** `2026-11-28 05:45Z` */
export const minuteOf = (time: string): string => `${time.slice(0, 16).replace('T', ' ')}Z`;

const escape = String.fromCodePoint(27);
/** Bold, dim, inverse and the eight colours, on and off: what our own tables use. */
const styles = new RegExp(`(${escape}\\[(?:0|1|2|7|22|27|3[1-79]|90)m)`);

/**
 * Everything that goes to a terminal passes here: of the characters that a terminal obeys only the line breaks and our
 * styles are left, since texts come from pages, certificates and old records, too.
 */
export const forTerminal = (text: string): string =>
  text
    .split(styles)
    .map((part, n) => (n % 2 === 1 ? part : withoutControls(part)))
    .join('');
