import { html } from 'hono/html';
import type { Text } from '../core/language.ts';
import { type Html } from '../pages/html.ts';
import { words } from '../pages/texts.ts';
import { layout, type Reader } from './layout.ts';

/** A page that says one thing: why there is no other. */
export function plainPage(title: Text, told: Text | undefined, reader: Reader): Html {
  const { language } = reader;
  return layout(reader, {
    title: title[language],
    body: html`<h1>${title[language]}</h1>
${told === undefined ? '' : html`<p>${told[language]}</p>`}
<p><a href="/">${words.allRuns[language]}</a></p>`,
  });
}
