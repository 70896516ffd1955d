import { html, raw } from 'hono/html';
import type { Language } from '../core/language.ts';
import { style } from './style.ts';
import { words } from './texts.ts';

/** What is put into a page: text that was escaped. */
export type Html = ReturnType<typeof html>;

/** What every page is made with. */
export interface Reader {
  readonly language: Language;
  /** Stands on every page: that nothing here is real, for instance. */
  readonly notice?: string;
  /** For times; the machine's own when absent. */
  readonly timeZone?: string;
  /** ms since 1970. */
  readonly now: number;
  /** Of the one style sheet that the browser may apply. */
  readonly nonce: string;
}

interface Page {
  readonly title: string;
  readonly body: Html;
  /** The page asks for itself again after this many seconds. */
  readonly refreshS?: number;
}

/** A whole page. */
export function layout(reader: Reader, { title, body, refreshS }: Page): Html {
  const { language, notice, nonce, now } = reader;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
${refreshS === undefined ? '' : html`<meta http-equiv="refresh" content="${refreshS}">`}
<title>${title} · Genkan</title>
<style nonce="${nonce}">${raw(style)}</style>
</head>
<body>
<header><a class="name" href="/">Genkan</a>${language === 'ja' ? html`<span class="quiet">玄関</span>` : ''}<a href="/incidents">${words.incidents[language]}</a><span class="now">${time(now, reader)}</span></header>
${notice === undefined ? '' : html`<p class="notice">${notice}</p>`}
<main>${body}</main>
</body>
</html>
`;
}

const locales: Record<Language, string> = { en: 'en-CA', ja: 'ja-JP' };

/** A moment as people in the reader's place write it, with its time zone. */
export function time(moment: number | string, { language, timeZone }: Reader): Html {
  const date = new Date(moment);
  const told = new Intl.DateTimeFormat(locales[language], {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
    ...(timeZone !== undefined && { timeZone }),
  }).format(date);
  return html`<time datetime="${date.toISOString()}">${told.replace(',', '')}</time>`;
}
