import { html, raw } from 'hono/html';
import { type Html, type Reading, time } from '../pages/html.ts';
import { style } from '../pages/style.ts';
import { words } from '../pages/texts.ts';

/** What every page is made with. */
export interface Reader extends Reading {
  /** Stands on every page: that nothing here is real, for instance. */
  readonly notice?: string;
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
