import type { ResolvedConfig } from '../config/configuration.ts';
import type { Monitor } from '../domain/monitor.ts';
import { InputError, type Problem } from '../platform/problem.ts';
import { configurationOf } from './configuration.ts';
import { demoConfig } from './demo.ts';
import type { Invocation } from './invocation.ts';
import { type ResolveOptions, resolve } from './resolve.ts';
import { timeZoneProblems } from './time-zone.ts';

/**
 * What a command works with: the configuration of an invocation, resolved, or the demo where there is none.
 * @throws InputError with everything that is wrong in it, or that this machine lacks
 */
export async function resolveConfig(
  invocation: Invocation,
  monitors: ReadonlyMap<string, Monitor>,
  wanted: Pick<ResolveOptions, 'purpose' | 'listen' | 'listening' | 'sparesOthers'>,
): Promise<ResolvedConfig> {
  const { DEBUG, TZ } = invocation.env;
  // Nothing is typed where results are only shown.
  const problems = [...(wanted.purpose === 'show' ? [] : debugProblems(DEBUG)), ...timeZoneProblems(TZ)];
  if (problems.length > 0) throw new InputError(problems);
  const { env, headless, redactor, reports } = invocation;
  const options = { env, headless, redactor, reports, ...wanted };
  const configuration = await configurationOf(invocation, monitors);
  return configuration === undefined
    ? demoConfig(monitors, options)
    : resolve(configuration, monitors, options);
}

/** Playwright's debug output prints everything that is typed. */
function debugProblems(debug: string | undefined): Problem[] {
  // Names may be shortened by `*`: anything that could mean Playwright is refused.
  if (debug === undefined || !/pw|\*/.test(debug)) return [];
  const what = 'makes Playwright print every typed password and code';
  return [{ where: 'environment', key: 'DEBUG', what, remedy: 'unset DEBUG' }];
}
