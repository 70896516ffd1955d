import { FlightRecorder } from '../evidence/recorder.ts';
import { indexPage } from '../pages/index-page.ts';
import type { Secret } from '../platform/secret.ts';
import type { EvidenceContext } from '../runner/due-run.ts';
import { words } from '../terminal/texts.ts';
import type { ResolvedConfig } from './resolved-config.ts';
import { evidenceIn } from './stores.ts';

/** How the evidence of an assignment is made and kept. */
export function evidenceContext(
  { browser, evidence, language, plan }: Pick<ResolvedConfig, 'browser' | 'evidence' | 'language' | 'plan'>,
  reports: string,
): EvidenceContext {
  const titles = new Map(plan.plannedMonitors.map(({ monitor }) => [monitor.id, monitor.title[language]]));
  return {
    store: evidenceIn(reports, evidence.encryptTo),
    identity: evidence.identity,
    record: options => new FlightRecorder(options),
    secrets: plan.engines.flatMap((engine): Secret[] => {
      const { proxy } = browser(engine);
      return proxy === undefined || URL.parse(proxy.reveal())?.password === '' ? [] : [proxy];
    }),
    renderPage: run =>
      indexPage(run, {
        language,
        title: titles.get(run.monitor) ?? run.monitor,
        notice: run.simulated ? words.simulated[language] : undefined,
      }),
  };
}
