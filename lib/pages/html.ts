import { html } from 'hono/html';
import type { Language } from '../domain/language.ts';

/** What is put into a page: text that was escaped. */
export type Html = ReturnType<typeof html>;

/** Who reads, and where. */
export interface Reading {
  readonly language: Language;
  /** For times; the machine's own when absent. */
  readonly timeZone?: string;
}

const locales: Record<Language, string> = { en: 'en-CA', ja: 'ja-JP' };

/** A moment as people in the reader's place write it, with its time zone. */
export function time(moment: number | string, { language, timeZone }: Reading): Html {
  const date = new Date(moment);
  const formatted = new Intl.DateTimeFormat(locales[language], {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
    timeZone,
  }).format(date);
  return html`<time datetime="${date.toISOString()}">${formatted.replace(',', '')}</time>`;
}
