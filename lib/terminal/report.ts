import { join } from 'node:path';
import { styleText } from 'node:util';
import { textsOf, withTexts } from '../domain/describe-run.ts';
import type { Language } from '../domain/language.ts';
import { type ArtifactKind, isSignedIn, type RunRecord, type Verdict } from '../domain/run-record.ts';
import { faultTexts, verdictTexts } from '../domain/wording.ts';
import { inColumns } from './columns.ts';
import { words } from './texts.ts';

type Style = Parameters<typeof styleText>[0];

export interface ReportOptions {
  readonly language: Language;
  /** The reports folder as the reader would type it. */
  readonly reports: string;
  /** Whether the reader's terminal shows colours. */
  readonly colour: boolean;
  /** The title of a monitor for people. */
  readonly titleOf: (monitor: string) => string;
  /** Other files that have been written, to be named below. */
  readonly written?: readonly string[];
  /** For the demo: did this run end as it was announced? */
  readonly isAnnounced?: (run: RunRecord) => boolean;
}

/** Distinguishable without colours, too. */
export const signs: Record<Verdict, { sign: string; style: Style }> = {
  up: { sign: '✔', style: 'green' },
  degraded: { sign: '▲', style: 'yellow' },
  down: { sign: '✘', style: 'red' },
  unknown: { sign: '?', style: 'magenta' },
};

/** What a person looks at first: the screen, and the page with links to the rest. */
const first: ReadonlySet<ArtifactKind> = new Set(['screenshot', 'index']);

/** Runs as a table, each failure with what happened, whose fault it is, what to do and what the screen showed. */
export function formatRuns(runs: readonly RunRecord[], options: ReportOptions): string {
  const { language } = options;
  if (runs.length === 0) return words.nothing[language];
  const paint = (style: Style, text: string) =>
    options.colour ? styleText(style, text, { validateStream: false }) : text;
  const lines = inColumns(runs.map(run => cellsOf(run, options)));
  const formatted = runs.map((run, n) => {
    const { sign, style } = signs[run.verdict];
    const head = `  ${paint(style, sign)} ${lines[n] ?? ''}`;
    return isSignedIn(run.verdict)
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
