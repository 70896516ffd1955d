import { html } from 'hono/html';
import { textsOf } from '../domain/describe-run.ts';
import { isSignedIn, type RunRecord, type Verdict } from '../domain/run-record.ts';
import { verdictSigns, verdictTexts } from '../domain/wording.ts';
import { type Html, time } from '../pages/html.ts';
import { words } from '../pages/texts.ts';
import { layout, type Reader } from './layout.ts';

/** One account × monitor × engine, now. */
export interface StatusRow {
  readonly tenant: string;
  readonly account: string;
  readonly monitor: string;
  readonly engine: string;
  /** Absent before the first run. */
  readonly last?: RunRecord;
  /** ISO 8601. */
  readonly lastSuccessAt?: string | undefined;
  /** ms since 1970; absent when somebody else keeps the schedule. */
  readonly nextAt?: number;
  readonly isUnderWay: boolean;
  /** The last run is too long ago to say anything of now. */
  readonly isOld: boolean;
}

/** How often a browser that shows the page asks again. */
const refreshS = 30;

/** All that is watched, what fails first. */
export function statusPage(
  rows: readonly StatusRow[],
  titleOf: (monitor: string) => string,
  reader: Reader,
): Html {
  const { language } = reader;
  const sorted = rows.toSorted((a, b) => rankOf(a) - rankOf(b));
  const columns = ['verdict', 'account', 'monitor', 'engine', 'duration', 'lastRun', 'nextRun'] as const;
  const isScheduled = rows.some(({ nextAt }) => nextAt !== undefined);
  const shown = columns.filter(column => column !== 'nextRun' || isScheduled);
  return layout(reader, {
    title: words.status[language],
    refreshS,
    body: html`<h1>${words.status[language]}</h1>
${
  rows.length === 0
    ? html`<p>${words.nothingWatched[language]}</p>`
    : html`${counts(rows, reader)}
<table class="status">
<thead><tr>${shown.map(column => html`<th scope="col"${column === 'duration' ? html` class="number"` : ''}>${words[column][language]}</th>`)}</tr></thead>
<tbody>${sorted.map(row => tableRow(row, titleOf(row.monitor), isScheduled, reader))}</tbody>
</table>`
}`,
  });
}

function counts(rows: readonly StatusRow[], { language }: Reader): Html {
  const present = order
    .map(state => ({ state, count: rows.filter(row => stateOf(row) === state).length }))
    .filter(({ count }) => count > 0);
  return html`<ul class="counts">${present.map(
    ({ state, count }) =>
      html`<li class="${state}"><b>${count}</b> ${state === 'old' || state === 'notYet' ? words[state][language] : verdictTexts[state][language]}</li>`,
  )}</ul>`;
}

function tableRow(row: StatusRow, title: string, isScheduled: boolean, reader: Reader): Html {
  const { language } = reader;
  const { last, tenant, account, engine } = row;
  const cell = (column: keyof typeof words, content: Html | string, style = '') =>
    html`<td class="${style}" data-label="${words[column][language]}">${content}</td>`;
  const duration = last === undefined || last.durationMs === 0 ? '–' : secondsOf(last.durationMs, reader);
  return html`<tr>
${cell('verdict', verdictCell(row, reader), 'head')}
${cell('account', html`<span>${account} <span class="quiet">${tenant === account ? '' : tenant}</span></span>`)}
${cell('monitor', title)}
${cell('engine', engine)}
${cell('duration', duration, 'number')}
${cell('lastRun', lastCell(row, reader))}
${isScheduled ? cell('nextRun', nextCell(row, reader)) : ''}
</tr>`;
}

function verdictCell({ last, isOld }: StatusRow, { language }: Reader): Html {
  if (last === undefined) return html`<span class="quiet">${words.notYet[language]}</span>`;
  const { verdict, runId } = last;
  const { summary } = textsOf(last, language);
  return html`<a class="verdict ${isOld ? 'quiet' : verdict}" href="/runs/${encodeURIComponent(runId)}">${verdictSigns[verdict]} ${verdictTexts[verdict][language]}</a>${isOld ? html` <span class="tag">${words.old[language]}</span>` : ''}${verdict === 'up' ? '' : html`<span class="why">${summary}</span>`}`;
}

function lastCell({ last, lastSuccessAt }: StatusRow, reader: Reader): Html {
  const { language } = reader;
  if (last === undefined) return html`<span class="quiet">–</span>`;
  const success = lastSuccessAt === undefined ? words.never[language] : time(lastSuccessAt, reader);
  return html`<span>${time(last.endedAt, reader)}${isSignedIn(last.verdict) ? '' : html`<span class="why">${words.lastSuccess[language]}: ${success}</span>`}</span>`;
}

function nextCell({ nextAt, isUnderWay }: StatusRow, reader: Reader): Html {
  if (isUnderWay) return html`<span class="tag">${words.underWay[reader.language]}</span>`;
  if (nextAt === undefined || !Number.isFinite(nextAt)) return html`<span class="quiet">–</span>`;
  return time(nextAt, reader);
}

const secondsOf = (ms: number, { language }: Reader): string =>
  `${(ms / 1_000).toFixed(1)} ${words.seconds[language]}`;

type State = Verdict | 'old' | 'notYet';

/** What needs somebody comes first. */
const order: readonly State[] = ['down', 'unknown', 'old', 'degraded', 'notYet', 'up'];

/** What is too old says nothing of now, whatever it was. */
function stateOf({ last, isOld }: StatusRow): State {
  if (last === undefined) return 'notYet';
  return isOld ? 'old' : last.verdict;
}

const rankOf = (row: StatusRow): number => order.indexOf(stateOf(row));
