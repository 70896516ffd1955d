import { join } from 'node:path';
import { causes, helpFor, isCauseId } from '../domain/causes.ts';
import { textsOf } from '../domain/describe-run.ts';
import type { Language } from '../domain/language.ts';
import { formatOpinion, opinionTitle } from '../domain/opinion-wording.ts';
import { formatRequestIds } from '../domain/request-ids.ts';
import { type RunRecord, stepNames } from '../domain/run-record.ts';
import { dropText, stepTexts, verdictSigns, verdictTexts } from '../domain/wording.ts';
import { inColumns } from './columns.ts';
import { painter, type TerminalReader } from './output.ts';
import { formatSide, verdictStyles } from './report.ts';
import { words } from './texts.ts';

export interface RunDetailsOptions extends TerminalReader {
  /** The reports folder as the reader would type it. */
  readonly reports: string;
}

/** How wide the longest bar is, in characters. */
const barWidth = 30;

/** One run in a screenful: what happened, what to do, how the time passed, what support asks for, where the evidence is. */
export function formatRunDetails(
  run: RunRecord,
  { language, colour, reports, titleOf }: RunDetailsOptions,
): string {
  const { verdict } = run;
  const paint = painter(colour);
  const head = [
    `${paint(verdictStyles[verdict], `${verdictSigns[verdict]} ${verdictTexts[verdict][language]}`)}  ${run.account} · ${titleOf(run.monitor)}`,
    paint(
      'dim',
      `  ${[run.tenant, run.location, `${run.engine} ${run.browserVersion ?? ''}`.trim(), run.scheduledAt, run.runId].join(' · ')}`,
    ),
  ];
  const { cause, page } = run;
  const { summary, remedy } = textsOf(run, language);
  const help = cause && isCauseId(cause) ? helpFor(cause, page?.errorCode) : undefined;
  const prevention = cause && isCauseId(cause) ? causes[cause].prevention : undefined;
  const parts = [
    [
      `${summary}${formatSide(run, language)}`,
      ...(remedy === undefined ? [] : [`→ ${remedy}`]),
      ...(help === undefined ? [] : [`  ${help}`]),
      ...(prevention === undefined ? [] : [`↻ ${words.prevention[language]}: ${prevention[language]}`]),
    ],
    run.attempts.flatMap(({ steps }) => bars(steps, language)),
    run.screens.length === 0 ? [] : [run.screens.join(' → ')],
    opinions(run, language),
    identity(run),
    requests(run, language),
    [
      ...run.evidence.map(({ file }) => join(reports, file)),
      ...(run.evidenceDropped ?? []).map(
        dropped => `${dropped.file}: ${words.notSaved[language]}: ${dropText(dropped, language)}`,
      ),
    ],
  ];
  return [
    ...head,
    ...parts.flatMap(lines => (lines.length === 0 ? [] : ['', ...lines.map(line => `  ${line}`)])),
  ].join('\n');
}

function bars(steps: RunRecord['attempts'][number]['steps'], language: Language): string[] {
  const longest = Math.max(1, ...steps.map(({ durationMs }) => durationMs));
  return inColumns(
    steps.map(({ name, durationMs }) => [
      stepNames.includes(name) ? stepTexts[name][language] : name,
      `${(durationMs / 1_000).toFixed(2)} ${words.seconds[language]}`,
      '█'.repeat(Math.max(1, Math.round((durationMs / longest) * barWidth))),
    ]),
  );
}

const opinions = ({ opinions: all }: RunRecord, language: Language): string[] =>
  all.map(opinion => `${opinionTitle(opinion)[language]}: ${formatOpinion(opinion, language)}`);

function identity({ page }: RunRecord): string[] {
  if (page === undefined) return [];
  const { url, ...rest } = page;
  return [
    url,
    ...inColumns(
      Object.entries(rest).flatMap(([name, all]) => (all === undefined ? [] : [[name, String(all)]])),
    ),
  ];
}

const requests = ({ requestIds = [] }: RunRecord, language: Language): string[] =>
  requestIds.map(ids => `${ids.host}: ${formatRequestIds(ids, language)}`);
