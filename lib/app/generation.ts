import type { ResolvedConfig } from '../config/configuration.ts';
import { FlightRecorder } from '../evidence/recorder.ts';
import { indexPage } from '../pages/index-page.ts';
import { Browsers } from '../runner/browsers.ts';
import type { EvidenceContext, RunContext } from '../runner/due-run.ts';
import { Guard } from '../runner/guard.ts';
import { words } from '../terminal/texts.ts';
import type { Invocation } from './invocation.ts';
import type { Generation } from './scheduler.ts';
import { evidenceIn } from './stores.ts';

/** What all configurations of a process share. */
interface Shared extends Pick<RunContext, 'clock' | 'history' | 'conclusions' | 'makeRoom' | 'log' | 'stop'> {
  readonly invocation: Pick<Invocation, 'driverFaults' | 'env' | 'headless' | 'redactor' | 'reports'>;
}

interface Options extends Pick<RunContext, 'renewal'> {
  /** After so many runs a browser is replaced. */
  readonly mostRuns?: number;
}

/** Wires the parts that the runs of one configuration need. No browser is started yet. */
export function generationOf(
  config: ResolvedConfig,
  shared: Shared,
  { renewal, mostRuns }: Options = {},
): Generation {
  const { invocation, ...parts } = shared;
  const { redactor, reports } = invocation;
  const { history, clock } = shared;
  const { language, retention, way } = config;
  const browsers = browsersOf(config, shared, mostRuns);
  const evidence = evidenceContext(config, reports);
  const guard = new Guard({ store: history.guard, clock });
  return {
    plan: config,
    retention,
    parts: { ...parts, browsers, evidence, guard, language, redactor, renewal, way },
    close: async () => {
      await browsers.close();
      await config.close();
    },
  };
}

/** None of them is started yet. Their starts, failures and ends are logged. */
function browsersOf({ browser }: ResolvedConfig, { invocation, log }: Shared, mostRuns = Infinity): Browsers {
  const { driverFaults, env, headless } = invocation;
  return new Browsers(engine => ({ engine, headless, env, ...browser(engine) }), {
    mostRuns,
    onUnsandboxed: ({ why, remedy }) => log.warn({ remedy }, `Chromium runs without its sandbox: ${why}`),
    driverFaults,
    onDriverFault: fault =>
      log.error({ err: fault }, 'the browser driver failed; the next runs start a new browser'),
  });
}

/** How the evidence of the runs is made and kept. */
function evidenceContext(config: ResolvedConfig, reports: string): EvidenceContext {
  const { evidence, language, plannedMonitors, way } = config;
  const titles = new Map(plannedMonitors.map(({ monitor }) => [monitor.id, monitor.title[language]]));
  return {
    store: evidenceIn(reports, evidence.encryptTo),
    identity: evidence.identity,
    record: options => new FlightRecorder(options),
    secrets: way.proxy === undefined || URL.parse(way.proxy.reveal())?.password === '' ? [] : [way.proxy],
    renderPage: run =>
      indexPage(run, {
        language,
        title: titles.get(run.monitor) ?? run.monitor,
        notice: run.simulated ? words.simulated[language] : undefined,
      }),
  };
}
