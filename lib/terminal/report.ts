import { join } from 'node:path';
import { textsOf, withTexts } from '../domain/describe-run.ts';
import type { Language } from '../domain/language.ts';
import { type ArtifactKind, isSignedIn, type RunRecord, type Verdict } from '../domain/run-record.ts';
import { faultTexts, verdictSigns, verdictTexts } from '../domain/wording.ts';
import { inColumns } from './columns.ts';
import { painter, type Style, type TerminalReader } from './output.ts';
import { words } from './texts.ts';

export interface ReportOptions extends TerminalReader {
  /** The reports folder as the reader would type it. */
  readonly reports: string;
  /** Other files that have been written, to be named below. */
  readonly written?: readonly string[];
  /** For the demo: did this run end as it was announced? */
  readonly isAnnounced?: (run: RunRecord) => boolean;
}

export const verdictStyles: Record<Verdict, Style> = {
  up: 'green',
  degraded: 'yellow',
  down: 'red',
  unknown: 'magenta',
};

/** What a person looks at first: the screen, and the page with links to the rest. */
const first: ReadonlySet<ArtifactKind> = new Set(['screenshot', 'index']);

/** Runs as a table, each failure with what happened, whose fault it is, what to do and what the screen showed. */
export function formatRuns(runs: readonly RunRecord[], options: ReportOptions): string {
  const { language } = options;
  if (runs.length === 0) return words.nothing[language];
  const paint = painter(options.colour);
  const lines = inColumns(runs.map(run => cellsOf(run, options)));
  const formatted = runs.map((run, n) => {
    const { verdict } = run;
    const head = `  ${paint(verdictStyles[verdict], verdictSigns[verdict])} ${lines[n] ?? ''}`;
    return isSignedIn(verdict)
      ? head
      : [head, ...explain(run, options).map(line => `      ${paint('dim', line)}`)].join('\n');
  });
  const banner = runs.some(run => run.simulated)
    ? [paint('inverse', ` ${words.simulated[language]} `), '']
    : [];
  const written = options.written?.map(file => paint('dim', `  ${words.written[language]}: ${file}`)) ?? [];
  return [...banner, ...formatted, ...(written.length === 0 ? [] : ['', ...written])].join('\n');
}

function cellsOf(run: RunRecord, { language, titleOf, isAnnounced }: ReportOptions): string[] {
  const seconds =
    run.durationMs === 0 ? '–' : `${(run.durationMs / 1_000).toFixed(1)} ${words.seconds[language]}`;
  const announced =
    isAnnounced === undefined ? '' : words[isAnnounced(run) ? 'announced' : 'notAnnounced'][language];
  return [
    verdictTexts[run.verdict][language],
    run.account,
    titleOf(run.monitor),
    run.engine,
    seconds,
    run.endedAt.slice(0, 19).replace('T', ' ').concat('Z'),
    run.cause ?? '',
    announced,
  ];
}

/** Records for programs: one JSON object a line. */
export const asJsonLines = (records: readonly RunRecord[], language: Language): string =>
  records.map(record => JSON.stringify(withTexts(record, language))).join('\n');

/** Behind the summary of a run: whose fault it is, in brackets. */
export function formatSide({ fault }: RunRecord, language: Language): string {
  return fault === undefined
    ? ''
    : ` (${words.fault[language].toLowerCase()}: ${faultTexts[fault][language]})`;
}

function explain(run: RunRecord, { language, reports }: ReportOptions): string[] {
  const { summary, remedy } = textsOf(run, language);
  return [
    `${summary}${formatSide(run, language)}`,
    ...(remedy === undefined ? [] : [`→ ${remedy}`]),
    ...run.evidence.filter(({ kind }) => first.has(kind)).map(({ file }) => join(reports, file)),
  ];
}
