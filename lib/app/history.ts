import { existsSync } from 'node:fs';
import { parseDuration } from '../config/duration.ts';
import type { HistoryReader } from '../domain/history-store.ts';
import { incidentsOf } from '../domain/incident.ts';
import type { Language } from '../domain/language.ts';
import type { Verdict } from '../domain/run-record.ts';
import { isoTime } from '../platform/clock.ts';
import { InputError } from '../platform/problem.ts';
import { formatIncidents, incidentData } from '../terminal/incidents.ts';
import { asJsonLines, formatRuns } from '../terminal/report.ts';
import { formatRunDetails } from '../terminal/run-details.ts';
import { configurationOf } from './configuration.ts';
import type { Invocation } from './invocation.ts';
import { loadMonitors } from './monitors.ts';
import { hasHistoryIn, historyReaderIn, whyUnreadable } from './stores.ts';

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
 * @throws InputError when `since` is not a duration or the folder that was named holds no history, HistoryError when the history cannot be read
 */
export async function renderRunHistory(invocation: Invocation, question: HistoryQuestion): Promise<string> {
  const { reports, colour } = invocation;
  const since = question.since === undefined ? '' : sinceOf(question.since);
  const verdicts: readonly Verdict[] | undefined = question.down
    ? ['degraded', 'down', 'unknown']
    : undefined;
  const wanted = { since, verdicts };
  if (question.json) {
    const language = await languageOf(invocation);
    // One by one: as text, a year of runs is far smaller than as records.
    const lines = await query(invocation, [], history =>
      Array.fromAsync(history.each(wanted), run => asJsonLines([run], language)),
    );
    return lines.join('\n');
  }
  const records = await query(invocation, [], history => history.runs(wanted));
  return formatRuns(records, { reports, colour, ...(await readerOf(invocation)) });
}

/**
 * Incidents: runs of one account and monitor that followed each other without getting in.
 * @throws InputError when `since` is not a duration or the folder that was named holds no history, HistoryError when the history cannot be read
 */
export async function renderIncidentHistory(
  invocation: Invocation,
  { since = '30d', json = false }: Pick<HistoryQuestion, 'since' | 'json'>,
): Promise<string> {
  const incidents = incidentsOf(await query(invocation, [], history => history.troubles(sinceOf(since))));
  if (json) return incidents.map(incident => JSON.stringify(incidentData(incident))).join('\n');
  return formatIncidents(incidents, { colour: invocation.colour, ...(await readerOf(invocation)) });
}

/**
 * One run in detail.
 * @throws InputError when there is no such run, HistoryError when the history cannot be read
 */
export async function renderRun(invocation: Invocation, runId: string): Promise<string> {
  const { colour, reports } = invocation;
  const run = await find(invocation, runId, history => history.run(runId));
  return formatRunDetails(run, { colour, reports, ...(await readerOf(invocation)) });
}

/**
 * What the history answers; `otherwise` where there is none yet: looking must not make anything.
 * @throws InputError when the folder was named and holds none, or cannot be looked into
 */
export async function query<T>(
  invocation: Invocation,
  otherwise: T,
  question: (history: HistoryReader) => Promise<T>,
): Promise<T> {
  if (!(await hasHistory(invocation))) return otherwise;
  const warnings: string[] = [];
  const history = await historyReaderIn(invocation.reports, message => warnings.push(message));
  try {
    return await question(history);
  } finally {
    await history.close();
    if (warnings.length > 0) await logAll(warnings, invocation);
  }
}

async function logAll(warnings: readonly string[], { stderr, redactor, logLevel }: Invocation) {
  const { openLog } = await import('../terminal/logger.ts');
  const log = openLog(stderr, redactor, logLevel);
  for (const message of warnings) log.warn(message);
}

/** In which language, and by which names, somebody reads. */
export async function readerOf(invocation: Invocation) {
  const monitors = await loadMonitors();
  const language: Language = (await configurationOf(invocation))?.language ?? 'en';
  return { language, titleOf: (id: string) => monitors.get(id)?.title[language] ?? id };
}

/** For programs, which must get results also while somebody is writing the configuration. */
async function languageOf(invocation: Invocation): Promise<Language> {
  try {
    return (await configurationOf(invocation))?.language ?? 'en';
  } catch (error) {
    if (error instanceof InputError) return 'en';
    throw error;
  }
}

function sinceOf(text: string): string {
  const ms = parseDuration(text);
  if (ms !== undefined) return isoTime(Date.now() - ms);
  const remedy = 'write a whole number and a unit: 90s, 5m, 24h or 7d';
  throw new InputError([{ where: '--since', what: `${JSON.stringify(text)} is not a duration`, remedy }]);
}

/** @throws InputError when the history does not hold it */
export async function find<T>(
  invocation: Invocation,
  runId: string,
  question: (history: HistoryReader) => Promise<T | undefined>,
): Promise<T> {
  const found = await query<T | undefined>(invocation, undefined, question);
  if (found !== undefined) return found;
  const what = (await hasHistory(invocation))
    ? `there is no run ${JSON.stringify(runId)}`
    : 'there is no history yet';
  const remedy = 'list the runs: genkan runs --json';
  throw new InputError([{ where: invocation.reports, what, remedy }]);
}

/**
 * Is there a history to look into?
 * @throws InputError when the folder was named and holds none, or cannot be looked into
 */
export async function hasHistory({
  reports,
  isReportsNamed = false,
}: Pick<Invocation, 'reports' | 'isReportsNamed'>): Promise<boolean> {
  const remedy = 'name the folder that genkan run or genkan serve writes to: --reports DIR';
  try {
    if (await hasHistoryIn(reports)) return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const what = `cannot be looked into: ${code}`;
    throw new InputError([{ where: reports, what, remedy, ...whyUnreadable(reports, code), cause: error }]);
  }
  if (!isReportsNamed) return false;
  const what = existsSync(reports) ? 'holds no history of runs' : 'does not exist';
  throw new InputError([{ where: reports, what, remedy }]);
}
