import { html } from 'hono/html';
import { causes, helpFor, isCauseId } from '../domain/causes.ts';
import { textsOf } from '../domain/describe-run.ts';
import { formatOpinion, opinionTitle } from '../domain/opinion-wording.ts';
import { formatRequestIds } from '../domain/request-ids.ts';
import {
  type Artifact,
  type ArtifactKind,
  type Attempt,
  artifactFile,
  isSealed,
  type RunRecord,
  stepNames,
} from '../domain/run-record.ts';
import {
  artifactTexts,
  dropText,
  faultTexts,
  stepTexts,
  verdictSigns,
  verdictTexts,
} from '../domain/wording.ts';
import { type AddressOf, filmstrip } from './filmstrip.ts';
import { type Html, type Reading, time } from './html.ts';
import { words } from './texts.ts';

/** Of which run it is, and how it ended. */
export const runTitle = (run: RunRecord, title: string, { language }: Reading): string =>
  `${verdictTexts[run.verdict][language]}: ${run.account} · ${title}`;

/**
 * The details of one run in a few lines, with its screenshots, for the admin who looks into a failure.
 * @param title of the monitor
 */
export function runDetails(run: RunRecord, title: string, addressOf: AddressOf, reader: Reading): Html {
  const { language } = reader;
  return html`
<h1><span class="verdict ${run.verdict}">${verdictSigns[run.verdict]} ${verdictTexts[run.verdict][language]}</span> ${run.account} · ${title}</h1>
<p>${textsOf(run, language).summary}</p>
${explanation(run, reader)}
${filmstrip(run.evidence, addressOf, reader)}
${run.attempts.map(attempt => steps(attempt, run.attempts.length > 1, reader))}
${run.opinions.length === 0 ? '' : opinions(run, reader)}
${facts(run, reader)}
${run.screens.length === 0 ? '' : screens(run.screens, reader)}
${run.page === undefined ? '' : pageIdentity(run.page, reader)}
${run.requestIds === undefined || run.requestIds.length === 0 ? '' : requests(run.requestIds, reader)}
${run.evidence.length === 0 && run.evidenceDropped === undefined ? '' : evidence(run, addressOf, reader)}`;
}

function explanation(run: RunRecord, { language }: Reading): Html {
  const { cause, fault, page } = run;
  const { remedy } = textsOf(run, language);
  const help = cause && isCauseId(cause) ? helpFor(cause, page?.errorCode) : undefined;
  const prevention = cause && isCauseId(cause) ? causes[cause].prevention : undefined;
  return html`
${remedy === undefined ? '' : html`<div class="remedy"><p><b>${words.remedy[language]}</b></p><p>${withCode(remedy)}</p>${help === undefined ? '' : html`<p>${words.help[language]}: <a href="${help}" rel="noreferrer">${help}</a></p>`}${prevention === undefined ? '' : html`<p><b>${words.prevention[language]}</b></p><p>${withCode(prevention[language])}</p>`}</div>`}
${cause === undefined ? '' : html`<dl><dt>${words.cause[language]}</dt><dd><code>${cause}</code></dd>${fault === undefined ? '' : html`<dt>${words.fault[language]}</dt><dd>${faultTexts[fault][language]}</dd>`}</dl>`}`;
}

/** Remedies set what is typed in backticks. */
const withCode = (text: string): Array<string | Html> =>
  text.split('`').map((part, n) => (n % 2 === 0 ? part : html`<code>${part}</code>`));

function facts(run: RunRecord, reader: Reading): Html {
  const { language } = reader;
  const { startedAt, fresh } = run;
  const row = (label: { en: string; ja: string }, value: string | Html) =>
    html`<dt>${label[language]}</dt><dd>${value}</dd>`;
  return html`<dl>
${row(words.tenant, run.tenant)}${row(words.location, run.location)}
${row(words.engine, [run.engine, run.browserVersion ?? ''].join(' ').trim())}
${row(words.scheduled, time(run.scheduledAt, reader))}
${row(words.started, startedAt === undefined ? words.neverStarted[language] : time(startedAt, reader))}
${row(words.ended, time(run.endedAt, reader))}
${run.durationMs === 0 ? '' : row(words.duration, seconds(run.durationMs, reader))}
${
  fresh === undefined
    ? ''
    : row(
        words.fresh,
        `${words.cookies[language]}${fresh.cookiesAtStart} · ${words.storage[language]}${fresh.storageAtStart} · ${words[fresh.credentialsTyped ? 'typed' : 'notTyped'][language]}`,
      )
}
${row(words.runId, html`<span class="id">${run.runId}</span>`)}
</dl>`;
}

const opinions = ({ opinions: all }: RunRecord, { language }: Reading): Html =>
  html`<h2>${words.opinions[language]}</h2><dl>${all.map(
    opinion => html`<dt>${opinionTitle(opinion)[language]}</dt><dd>${formatOpinion(opinion, language)}</dd>`,
  )}</dl>`;

/** Each step as a bar in its place on the attempt's time. The bars are drawn: the browser is allowed no inline style. */
function steps({ n, startedAt, steps: taken }: Attempt, isOneOfMany: boolean, reader: Reading): Html {
  const { language } = reader;
  if (taken.length === 0) return html``;
  const start = Date.parse(startedAt);
  const offsetOf = (moment: string) => Math.max(0, Date.parse(moment) - start);
  const total = Math.max(1, ...taken.map(step => offsetOf(step.startedAt) + step.durationMs));
  const percent = (ms: number) => ((ms / total) * 100).toFixed(2);
  return html`<h2>${words.steps[language]}${isOneOfMany ? ` (${words.attempt[language]} ${n})` : ''}</h2>
<table class="steps">${taken.map(
    step =>
      html`<tr><td>${stepNames.includes(step.name) ? stepTexts[step.name][language] : step.name}</td><td class="number">${seconds(step.durationMs, reader)}</td><td class="bar"><svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect x="${percent(offsetOf(step.startedAt))}" y="0" width="${Math.max(0.4, Number(percent(step.durationMs)))}" height="1"></rect></svg></td></tr>`,
  )}</table>`;
}

const screens = (met: readonly string[], { language }: Reading): Html =>
  html`<h2>${words.screens[language]}</h2><ol class="screens">${met.map(screen => html`<li><code>${screen}</code></li>`)}</ol>`;

function pageIdentity(page: NonNullable<RunRecord['page']>, { language }: Reading): Html {
  const rows = [
    [words.address, page.url],
    [words.pageId, page.pageId],
    [words.errorCode, page.errorCode],
    [words.correlationId, page.correlationId],
    [words.requestId, page.requestId],
    [words.timestamp, page.timestamp],
  ] as const;
  return html`<h2>${words.page[language]}</h2><dl>${rows
    .filter(([, value]) => value !== undefined)
    .map(
      ([label, value]) => html`<dt>${label[language]}</dt><dd><span class="id">${value}</span></dd>`,
    )}</dl>`;
}

/** What support asks for of each request that the failure is about. */
const requests = (requestIds: NonNullable<RunRecord['requestIds']>, { language }: Reading): Html =>
  html`<h2>${words.requests[language]}</h2><dl>${requestIds.map(
    ids => html`<dt>${ids.host}</dt><dd><span class="id">${formatRequestIds(ids, language)}</span></dd>`,
  )}</dl>`;

/** In the filmstrip above, where they can be shown. */
const pictures: ReadonlySet<ArtifactKind> = new Set(['screenshot', 'film', 'good_film']);

/** Everything else that there is, by name. */
function evidence(run: RunRecord, addressOf: AddressOf, { language }: Reading): Html {
  const { evidence: stored, evidenceDropped: dropped = [], runId } = run;
  const isLocked = stored.some(isSealed);
  const link = (artifact: Artifact) => {
    const address = addressOf(artifact);
    const name = artifactFile(artifact);
    return address === undefined ? html`<code>${name}</code>` : html`<a href="${address}">${name}</a>`;
  };
  return html`<h2>${words.evidence[language]}</h2>
${isLocked ? html`<p>${words.encrypted[language]} <code>genkan open ${runId} --identity FILE</code></p>` : ''}
<ul class="files">${stored
    .filter(({ kind }) => isLocked || !pictures.has(kind))
    .map(
      artifact =>
        html`<li>${link(artifact)} <span class="quiet">${artifactTexts[artifact.kind]?.[language] ?? artifact.kind} · ${Math.ceil(artifact.bytes / 1024)} KiB</span></li>`,
    )}${dropped.map(
    artifact =>
      html`<li><code>${artifact.file}</code> <span class="quiet">${artifactTexts[artifact.kind]?.[language] ?? artifact.kind} · ${words.notSaved[language]}: ${dropText(artifact, language)}</span></li>`,
  )}</ul>`;
}

const seconds = (ms: number, { language }: Reading): string =>
  `${(ms / 1_000).toFixed(ms < 1_000 ? 2 : 1)} ${words.seconds[language]}`;
