import type { Logger } from 'pino';
import type { ResolvedConfig } from '../config/configuration.ts';
import type { HistoryStore } from '../domain/history-store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Redactor } from '../platform/redaction.ts';
import type { Conclusions } from '../runner/conclude.ts';
import type { RunContext } from '../runner/due-run.ts';
import { Guard } from '../runner/guard.ts';
import { browsersOf } from './browsers.ts';
import { evidenceContext } from './evidence.ts';
import type { Invocation } from './invocation.ts';
import type { Generation } from './scheduler.ts';

/** What all configurations of a process share. */
interface Shared {
  readonly invocation: Pick<Invocation, 'driverFaults' | 'env' | 'headless' | 'reports'>;
  readonly clock: Clock;
  readonly history: HistoryStore;
  readonly conclusions: Conclusions;
  readonly makeRoom: RunContext['makeRoom'];
  readonly redactor: Redactor;
  readonly log: Logger;
  /** Aborted when what is under way is to be broken off. */
  readonly stop: AbortSignal;
}

interface Options {
  readonly renewal?: RunContext['renewal'];
  /** After so many runs a browser is replaced. */
  readonly mostRuns?: number;
}

/** Wires the parts that the runs of one configuration need. No browser is started yet. */
export function generationOf(config: ResolvedConfig, shared: Shared, options: Options = {}): Generation {
  const { invocation, ...parts } = shared;
  const { history, clock, log } = shared;
  const evidence = evidenceContext(config, invocation.reports);
  const { renewal, mostRuns } = options;
  const { language, retention, way } = config;
  const browsers = browsersOf(config, invocation, log, mostRuns);
  const guard = new Guard({ store: history.guard, clock });
  return {
    plan: config,
    retention,
    parts: { ...parts, browsers, evidence, guard, language, renewal, way },
    close: async () => {
      await browsers.close();
      await config.close();
    },
  };
}
