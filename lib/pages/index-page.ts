import { html, raw } from 'hono/html';
import { artifactFile, type RunRecord } from '../domain/run-record.ts';
import type { Reading } from './html.ts';
import { runDetails, runTitle } from './run-details.ts';
import { style } from './style.ts';

/**
 * The page in the folder of a run's evidence: the same details as `genkan serve` shows, to be opened from the
 * disk, sent along or kept, with nothing but the files beside it. No script, nothing from anywhere else.
 * @param title of the monitor
 * @param notice a notice at the top, such as that the run was simulated
 */
export async function indexPage(
  run: RunRecord,
  { title, notice, ...reader }: Reading & { readonly title: string; readonly notice?: string },
): Promise<string> {
  const page = await html`<!doctype html>
<html lang="${reader.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${runTitle(run, title, reader)} · Genkan</title>
<style>${raw(style)}</style>
</head>
<body>
<header><span class="name">Genkan</span>${reader.language === 'ja' ? html`<span class="quiet">玄関</span>` : ''}<span class="now id">${run.runId}</span></header>
${notice === undefined ? '' : html`<p class="notice">${notice}</p>`}
<main>${runDetails(run, title, artifact => artifactFile(artifact), reader)}</main>
</body>
</html>
`;
  return String(page);
}
