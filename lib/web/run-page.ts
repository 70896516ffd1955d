import { html } from 'hono/html';
import { type Artifact, artifactFile, isSealed, type RunRecord } from '../domain/run-record.ts';
import type { Html } from '../pages/html.ts';
import { runDetails, runTitle } from '../pages/run-details.ts';
import { words } from '../pages/texts.ts';
import { layout, type Reader } from './layout.ts';

/** The page of one run: its details and screenshots. */
export function runPage(run: RunRecord, title: string, reader: Reader): Html {
  // What is encrypted stays where it is: nobody who comes by a browser has the key.
  const addressOf = (artifact: Artifact) =>
    isSealed(artifact)
      ? undefined
      : `/runs/${encodeURIComponent(run.runId)}/evidence/${encodeURIComponent(artifactFile(artifact))}`;
  return layout(reader, {
    title: runTitle(run, title, reader),
    body: html`${runDetails(run, title, addressOf, reader)}
<p><a href="/">${words.allRuns[reader.language]}</a></p>`,
  });
}
