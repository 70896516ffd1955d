import type { ResolvedConfig } from '../config/configuration.ts';
import { FlightRecorder } from '../evidence/recorder.ts';
import { indexPage } from '../pages/index-page.ts';
import type { EvidenceContext } from '../runner/due-run.ts';
import { words } from '../terminal/texts.ts';
import { evidenceIn } from './stores.ts';

/** How the evidence of a configuration's runs is made and kept. */
export function evidenceContext(
  {
    way: { proxy },
    evidence,
    language,
    plannedMonitors,
  }: Pick<ResolvedConfig, 'way' | 'evidence' | 'language' | 'plannedMonitors'>,
  reports: string,
): EvidenceContext {
  const titles = new Map(plannedMonitors.map(({ monitor }) => [monitor.id, monitor.title[language]]));
  return {
    store: evidenceIn(reports, evidence.encryptTo),
    identity: evidence.identity,
    record: options => new FlightRecorder(options),
    secrets: proxy === undefined || URL.parse(proxy.reveal())?.password === '' ? [] : [proxy],
    renderPage: run =>
      indexPage(run, {
        language,
        title: titles.get(run.monitor) ?? run.monitor,
        notice: run.simulated ? words.simulated[language] : undefined,
      }),
  };
}
