import { html } from 'hono/html';
import { causes as known } from '../domain/causes.ts';
import { textsOf } from '../domain/describe-run.ts';
import type { Incident } from '../domain/incident.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { verdictSigns, verdictTexts } from '../domain/wording.ts';
import { type Html, time } from '../pages/html.ts';
import { words } from '../pages/texts.ts';
import { layout, type Reader } from './layout.ts';

/** The incidents, the newest first. */
export function incidentsPage(
  incidents: readonly Incident[],
  titleOf: (monitor: string) => string,
  reader: Reader,
): Html {
  const { language } = reader;
  const columns = ['state', 'account', 'monitor', 'engine', 'began', 'ended', 'cause'] as const;
  return layout(reader, {
    title: words.incidents[language],
    body: html`<h1>${words.incidents[language]}</h1>
${
  incidents.length === 0
    ? html`<p>${words.noIncidents[language]}</p>`
    : html`<table class="status">
<thead><tr>${columns.map(column => html`<th scope="col">${words[column][language]}</th>`)}</tr></thead>
<tbody>${incidents.map(incident => tableRow(incident, titleOf, reader))}</tbody>
</table>`
}
<p><a href="/">${words.allRuns[language]}</a></p>`,
  });
}

function tableRow(incident: Incident, titleOf: (monitor: string) => string, reader: Reader): Html {
  const { language } = reader;
  const { id, runs, recovery } = incident;
  const [first] = runs;
  const cell = (column: keyof typeof words, content: Html | string, style = '') =>
    html`<td class="${style}" data-label="${words[column][language]}">${content}</td>`;
  return html`<tr>
${cell('state', html`<a class="verdict ${recovery ? 'up' : 'down'}" href="/incidents/${encodeURIComponent(id)}">${stateOf(incident, reader)}</a>`, 'head')}
${cell('account', html`<span>${first.account} <span class="quiet">${first.tenant === first.account ? '' : first.tenant}</span></span>`)}
${cell('monitor', titleOf(first.monitor))}
${cell('engine', first.engine)}
${cell('began', time(first.scheduledAt, reader))}
${cell('ended', recovery === undefined ? html`<span class="quiet">–</span>` : time(recovery.endedAt, reader))}
${cell('cause', html`<span>${causesOf(incident, reader)}</span>`)}
</tr>`;
}

const stateOf = ({ recovery }: Incident, { language }: Reader): string =>
  recovery ? `✔ ${words.over[language]}` : `✘ ${words.goesOn[language]}`;

const causesOf = ({ causes }: Incident, { language }: Reader): Html[] =>
  causes.map(({ cause, runs }) => html`<span class="why">${runs} × ${known[cause].title[language]}</span>`);

/** One incident: from the first run that failed to the one that got in again. */
export function incidentPage(incident: Incident, title: string, reader: Reader): Html {
  const { language } = reader;
  const { runs, recovery } = incident;
  const [first] = runs;
  const name = `${first.account} · ${title}`;
  return layout(reader, {
    title: `${words.incident[language]}: ${name}`,
    body: html`
<h1><span class="verdict ${recovery ? 'up' : 'down'}">${stateOf(incident, reader)}</span> ${name}</h1>
<dl>
<dt>${words.began[language]}</dt><dd>${time(first.scheduledAt, reader)}</dd>
<dt>${words.ended[language]}</dt><dd>${recovery === undefined ? words.goesOn[language] : time(recovery.endedAt, reader)}</dd>
<dt>${words.tenant[language]}</dt><dd>${first.tenant}</dd>
<dt>${words.location[language]}</dt><dd>${first.location}</dd>
<dt>${words.engine[language]}</dt><dd>${first.engine}</dd>
<dt>${words.cause[language]}</dt><dd>${causesOf(incident, reader)}</dd>
</dl>
<h2>${words.run[language]}</h2>
<table class="status"><tbody>${[...runs, ...(recovery ? [recovery] : [])].map(run => runRow(run, reader))}</tbody></table>
<p><a href="/incidents">${words.incidents[language]}</a></p>`,
  });
}

const runRow = (run: RunRecord, reader: Reader): Html =>
  html`<tr><td class="head"><a class="verdict ${run.verdict}" href="/runs/${encodeURIComponent(run.runId)}">${verdictSigns[run.verdict]} ${verdictTexts[run.verdict][reader.language]}</a></td><td>${time(run.endedAt, reader)}</td><td>${textsOf(run, reader.language).summary}</td></tr>`;
