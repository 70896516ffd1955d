/**
 * Text that somebody else wrote, for a summary, the log or a terminal: in one line, without control characters and signs
 * that cannot be seen, no longer than `most` characters.
 */
export const foreignText = (text: string, most: number): string =>
  text
    .slice(0, most)
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim();
