import type { CauseId } from '../domain/causes.ts';
import type { Observation } from '../domain/observation.ts';
import { fromEnding, fromSurrender } from './ending.ts';
import { believed } from './judged.ts';
import { fromNetwork, fromSilence, fromStatus } from './load.ts';
import { fromAddress, fromCodeResult, fromErrorCode, fromPassed, fromScreen } from './page.ts';

/** Endings that are certain by themselves: what else was seen on the way did not cause them. */
const fromCertainEnding = ({ ending }: Observation): CauseId | undefined => {
  if (ending === 'browser_closed' || ending === 'browser_silent') return 'browser_crashed';
  if (ending === 'no_code') return 'no_code_in_time';
  return ending === 'wrong_account' ? 'wrong_account' : undefined;
};

/** Asked in this order; the first that knows an answer gives the cause. From what was said to what must be inferred. */
const rules: readonly ((observation: Observation) => CauseId | undefined)[] = [
  fromCertainEnding,
  fromNetwork, //    no page came: what is known of a page is known of the one before it
  fromSilence, //    the same, without even an error
  fromCodeResult, // what was said of the one-time code; the page then only says "second factor failed"
  fromErrorCode, //  what Microsoft says on the page
  fromSurrender, //  where the page goes when its scripts do not come
  fromScreen, //     a screen that stops a sign-in by being there
  fromAddress, //    an address that is proof enough
  fromStatus, //     a page that came with an error status and without a code
  fromPassed, //     what a page on the way has said, where the ending says nothing
];

/**
 * Observation in, cause out; pure. Nothing only for a sign-in that got inside. What is not understood is
 * `unknown_screen`, a fault of ours: no rule guesses at Microsoft.
 */
export function diagnose(observation: Observation): CauseId | undefined {
  const { ending } = observation;
  if (ending === 'inside') return undefined;
  for (const rule of rules) {
    const cause = rule(observation);
    if (cause !== undefined) return believed(cause, observation);
  }
  return believed(fromEnding(observation, ending), observation);
}
