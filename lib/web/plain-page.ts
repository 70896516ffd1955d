import { html } from 'hono/html';
import type { Text } from '../domain/language.ts';
import { type Html } from '../pages/html.ts';
import { words } from '../pages/texts.ts';
import { layout, type Reader } from './layout.ts';

/** A page with a message, such as why another page cannot be shown. */
export function plainPage(title: Text, detail: Text | undefined, reader: Reader): Html {
  const { language } = reader;
  return layout(reader, {
    title: title[language],
    body: html`<h1>${title[language]}</h1>
${detail === undefined ? '' : html`<p>${detail[language]}</p>`}
<p><a href="/">${words.allRuns[language]}</a></p>`,
  });
}
