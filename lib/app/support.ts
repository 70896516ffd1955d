import type { HistoryReader } from '../domain/history-store.ts';
import { type Incident, incidentsOf } from '../domain/incident.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { InputError } from '../platform/problem.ts';
import { supportSheet } from '../terminal/support-sheet.ts';
import { configurationOf } from './configuration.ts';
import { find, readerOf } from './history.ts';
import type { Invocation } from './invocation.ts';
import { timeZoneProblems } from './time-zone.ts';

/**
 * What a support call about a run needs.
 * @throws InputError when there is no such run, HistoryError when the history cannot be read
 */
export async function renderSupportSheet(invocation: Invocation, runId: string): Promise<string> {
  const problems = timeZoneProblems(invocation.env['TZ']);
  if (problems.length > 0) throw new InputError(problems);
  const { run, incident, lastSuccessAt } = await find(invocation, runId, async history => {
    const found = await history.run(runId);
    return (
      found && {
        run: found,
        incident: await incidentOf(found, history),
        lastSuccessAt: await history.lastSuccess(found),
      }
    );
  });
  const { language, titleOf } = await readerOf(invocation);
  const account = (await configurationOf(invocation))?.accounts.find(({ id }) => id === run.account);
  return supportSheet(run, {
    language,
    title: titleOf(run.monitor),
    account: { ...account, ...account?.support },
    incident,
    lastSuccessAt,
  });
}

async function incidentOf({ runId }: RunRecord, history: HistoryReader): Promise<Incident | undefined> {
  const incidents = incidentsOf(await history.troubles(''));
  return incidents.find(({ runs }) => runs.some(run => run.runId === runId));
}
