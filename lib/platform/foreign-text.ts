/** What cannot be seen, and what turns the direction of a text around. */
const unseen = String.raw`[\p{Cc}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]`;
const unseenInLines = new RegExp(String.raw`(?!\n|\t|\r\n)${unseen}`, 'gu');

/** Without what a terminal obeys, or what turns a text around; it keeps its lines. */
export const withoutControls = (text: string): string => text.replaceAll(unseenInLines, ' ');

/** The same in one line, and without any other sign that cannot be seen. */
export const oneLine = (text: string): string => text.replaceAll(/[\p{C}\s]+/gu, ' ').trim();

/** Text that somebody else wrote, for a summary, the log or a terminal: in one line of at most `most` characters. */
export const foreignText = (text: string, most: number): string => oneLine(text.slice(0, most));
