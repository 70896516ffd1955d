import { type CauseId, causes } from '../domain/causes.ts';
import type { Opinion } from '../domain/opinion.ts';
import type { Attempted } from './attempt.ts';
import type { DueRun } from './due-run.ts';

/** What may lie in the browser, or in what a page does with it. */
const mayBeTheBrowser: ReadonlySet<CauseId> = new Set([
  'browser_crashed',
  'browser_not_started',
  'sign_in_page_incomplete',
]);

/** A sign-in takes a few seconds where it works; where it does not, that need not be known in every detail. */
const patienceMs = 20_000;

/**
 * The same sign-in in another engine that is configured: for a failure that may lie in this one, and only where nothing
 * secret was typed yet. Nothing where it would not help, or could do harm.
 */
export function inOtherEngine(run: DueRun, { cause, fresh }: Attempted): DueRun | undefined {
  const [engine] = run.otherEngines;
  if (engine === undefined || cause === undefined || fresh?.credentialsTyped === true) return undefined;
  if (!mayBeTheBrowser.has(cause) || causes[cause].retry !== 'once') return undefined;
  return { ...run, due: { ...run.due, engine }, timeoutMs: Math.min(patienceMs, run.timeoutMs) };
}

/** What the other engine's sign-in says about this one's. */
export const opinionOf = ({ due }: DueRun, { cause }: Attempted, durationMs: number): Opinion => ({
  id: 'engine',
  durationMs: Math.round(durationMs),
  found: { engine: due.engine, cause },
});
