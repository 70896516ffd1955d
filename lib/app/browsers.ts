import type { Logger } from 'pino';
import type { ResolvedConfig } from '../config/configuration.ts';
import { Browsers } from '../runner/browsers.ts';
import type { Invocation } from './invocation.ts';

/**
 * The browsers of a configuration, none of them started yet. Their starts, failures and ends are logged.
 * @param mostRuns after which a browser is replaced
 */
export function browsersOf(
  { browser }: Pick<ResolvedConfig, 'browser'>,
  { driverFaults, env, headless }: Pick<Invocation, 'driverFaults' | 'env' | 'headless'>,
  log: Logger,
  mostRuns = Infinity,
): Browsers {
  return new Browsers(engine => ({ engine, headless, env, ...browser(engine) }), {
    mostRuns,
    onUnsandboxed: ({ why, remedy }) => log.warn({ remedy }, `Chromium runs without its sandbox: ${why}`),
    driverFaults,
    onDriverFault: fault =>
      log.error({ err: fault }, 'the browser driver failed; the next runs start a new browser'),
  });
}
