import { causes as known } from '../domain/causes.ts';
import type { Incident } from '../domain/incident.ts';
import { inColumns } from './columns.ts';
import { minuteOf, painter, type TerminalReader } from './output.ts';
import { words } from './texts.ts';

/** Incidents as a table, each with its causes and the runs to look at. */
export function formatIncidents(incidents: readonly Incident[], reader: TerminalReader): string {
  const { language, colour } = reader;
  if (incidents.length === 0) return words.noIncidents[language];
  const paint = painter(colour);
  const lines = inColumns(incidents.map(incident => cellsOf(incident, reader)));
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

function cellsOf({ runs, recovery }: Incident, { language, titleOf }: TerminalReader): string[] {
  const [first] = runs;
  return [
    words[recovery ? 'over' : 'goesOn'][language],
    first.account,
    titleOf(first.monitor),
    first.engine,
    `${words.since[language]} ${minuteOf(first.scheduledAt)}`,
    recovery === undefined ? '' : `${words.until[language]} ${minuteOf(recovery.endedAt)}`,
    `${runs.length} ${words.runs[language]}`,
  ];
}

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
