import { styleText } from 'node:util';
import { causes as known } from '../domain/causes.ts';
import type { Incident } from '../domain/incident.ts';
import type { Language } from '../domain/language.ts';
import { inColumns } from './columns.ts';
import { words } from './texts.ts';

export interface IncidentOptions {
  readonly language: Language;
  readonly colour: boolean;
  /** The title of a monitor for people. */
  readonly titleOf: (monitor: string) => string;
}

/** Incidents as a table, each with its causes and the runs to look at. */
export function formatIncidents(incidents: readonly Incident[], options: IncidentOptions): string {
  const { language, colour } = options;
  if (incidents.length === 0) return words.noIncidents[language];
  const paint = (style: 'dim' | 'red' | 'green', text: string) =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const lines = inColumns(incidents.map(incident => cellsOf(incident, options)));
  return incidents
    .flatMap((incident, n) => [
      `  ${incident.recovery ? paint('green', '✔') : paint('red', '✘')} ${lines[n] ?? ''}`,
      ...incident.causes.map(({ cause, runs }) =>
        paint('dim', `      ${runs} × ${cause}: ${known[cause].title[language]}`),
      ),
      paint('dim', `      genkan show ${incident.id}`),
    ])
    .join('\n');
}

function cellsOf({ runs, recovery }: Incident, { language, titleOf }: IncidentOptions): string[] {
  const [first] = runs;
  return [
    words[recovery ? 'over' : 'goesOn'][language],
    first.account,
    titleOf(first.monitor),
    first.engine,
    `${words.since[language]} ${minute(first.scheduledAt)}`,
    recovery === undefined ? '' : `${words.until[language]} ${minute(recovery.endedAt)}`,
    `${runs.length} ${words.runs[language]}`,
  ];
}

const minute = (time: string): string => `${time.slice(0, 16).replace('T', ' ')}Z`;

/** An incident for programs: plain data, its runs by id. */
export function incidentData({ id, runs, causes, recovery }: Incident): Readonly<Record<string, unknown>> {
  const { tenant, account, monitor, engine, location, simulated, scheduledAt } = runs[0];
  return {
    id,
    tenant,
    account,
    monitor,
    engine,
    location,
    simulated,
    startedAt: scheduledAt,
    endedAt: recovery?.endedAt,
    recoveredBy: recovery?.runId,
    causes,
    runs: runs.map(({ runId }) => runId),
  };
}
