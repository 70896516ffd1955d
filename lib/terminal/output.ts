import { withoutControls } from '../platform/foreign-text.ts';

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
