import { existsSync } from 'node:fs';
import { parseDuration } from '../config/duration.ts';
import { isoTime } from '../core/clock.ts';
import type { Language } from '../core/language.ts';
import { InputError } from '../core/problem.ts';
import type { RunRecord } from '../core/run-record.ts';
import { History, historyFile } from '../history/history.ts';
import { tellRuns } from '../terminal/report.ts';
import { readSettings } from './configured.ts';
import { configurationOf, type Invocation } from './invocation.ts';
import { loadMonitors } from './monitors.ts';

/** What is asked of the history. */
export interface HistoryQuestion {
  /** A duration, `24h`: only runs that were due since then. */
  readonly since?: string;
  /** Only runs that were not up. */
  readonly down?: boolean;
  readonly json?: boolean;
}

/**
 * The runs in the history, as a table or one JSON object a line.
 * @throws InputError when `since` is no duration, HistoryError when the history cannot be read
 */
export async function tellHistory(invocation: Invocation, question: HistoryQuestion): Promise<string> {
  const { reports, colour } = invocation;
  const since = question.since === undefined ? '' : sinceOf(question.since);
  const records = readRuns(reports, since, question.down ?? false);
  if (question.json) return asJsonLines(records);
  const monitors = await loadMonitors();
  const file = configurationOf(invocation.configFile);
  const language: Language = file === undefined ? 'en' : (await readSettings(file, monitors)).language;
  return tellRuns(records, {
    language,
    reports,
    colour,
    titleOf: id => monitors.get(id)?.title[language] ?? id,
  });
}

/** Records for programs: one JSON object a line. */
export const asJsonLines = (records: readonly RunRecord[]): string =>
  records.map(record => JSON.stringify(record)).join('\n');

function readRuns(reports: string, since: string, down: boolean): RunRecord[] {
  // Looking must not make anything.
  if (!existsSync(historyFile(reports))) return [];
  const history = History.open(reports);
  try {
    return history.runs({ since, ...(down && { verdicts: ['degraded', 'down', 'unknown'] }) });
  } finally {
    history.close();
  }
}

function sinceOf(text: string): string {
  const ms = parseDuration(text);
  if (ms !== undefined) return isoTime(Date.now() - ms);
  const remedy = 'write a whole number and a unit: 90s, 5m, 24h or 7d';
  throw new InputError([{ where: '--since', what: `${JSON.stringify(text)} is no duration`, remedy }]);
}
