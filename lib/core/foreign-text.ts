/** In one line, without control characters and signs that cannot be seen: nothing that a terminal obeys, or that turns a text around. */
export const oneLine = (text: string): string => text.replaceAll(/[\p{C}\s]+/gu, ' ').trim();

/** Text that somebody else wrote, for a summary, the log or a terminal: in one line of at most `most` characters. */
export const foreignText = (text: string, most: number): string => oneLine(text.slice(0, most));
