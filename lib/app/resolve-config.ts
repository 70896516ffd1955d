import type { Monitor } from '../domain/monitor.ts';
import { InputError, type Problem } from '../platform/problem.ts';
import { resolveSettings } from './configured.ts';
import { demoConfig } from './demo.ts';
import { configurationOf, type Invocation } from './invocation.ts';
import type { ResolvedConfig } from './resolved-config.ts';
import { timeZoneProblems } from './time-zone.ts';

/**
 * What is to be done: as configured, else the demo.
 * @param serving whether the token that opens the pages is wanted, too
 * @param sparesOthers whether an account whose secret cannot be had leaves the others in peace
 * @throws InputError with everything that is wrong, at once
 */
export async function resolveConfig(
  invocation: Invocation,
  monitors: ReadonlyMap<string, Monitor>,
  { serving = false, sparesOthers = false } = {},
): Promise<ResolvedConfig> {
  const { DEBUG, TZ } = invocation.env;
  const problems = [...debugProblems(DEBUG), ...timeZoneProblems(TZ)];
  if (problems.length > 0) throw new InputError(problems);
  const file = configurationOf(invocation.configFile);
  return file === undefined
    ? demoConfig(monitors, invocation)
    : resolveSettings(file, monitors, { ...invocation, serving, sparesOthers });
}

/** Playwright's debug output prints everything that is typed. */
function debugProblems(debug: string | undefined): Problem[] {
  // Names may be shortened by `*`: anything that could mean Playwright is refused.
  if (debug === undefined || !/pw|\*/.test(debug)) return [];
  const what = 'makes Playwright print every typed password and code';
  return [{ where: 'environment', key: 'DEBUG', what, remedy: 'unset DEBUG' }];
}
