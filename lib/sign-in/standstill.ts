import type { Ending } from '../domain/observation.ts';
import { type Acted, isComplainedOf, isOn, isRepeatable, isSecret, isSent } from './acted.ts';
import type { Reading } from './page-reader.ts';
import { anyControl, isTerminalScreen } from './screens/screen.ts';
import { screens } from './screens/screens.ts';
import type { Memory, State, Traffic } from './state.ts';

/** Endings that we concluded from a page that no longer changed. */
const concluded: readonly Ending[] = [
  'not_taken',
  'incomplete',
  'unrecognised',
  'shell_incomplete',
  'stopped',
];

/** Endings that rest on silence: a browser that hangs looks the same, so the page is asked whether it still answers. */
export const silent: ReadonlySet<Ending> = new Set([...concluded, 'dead_end', 'deadline']);

/** Endings that may come when a page no longer changes: the wait for that is ours. */
export const waitedFor: ReadonlySet<Ending> = new Set([...concluded, 'refused']);

/** So often a press is tried where nothing shows that it has reached the page; with a secret typed, once more only. */
const mostPresses = 3;
const mostSecretPresses = 2;

/**
 * What to do when the page has not changed for as long as we wait: look on, press again, or end. Pure.
 * @param isAtCenter is the page one of the center's, after signing in?
 */
export function decideAtStandstill(
  { memory, acted, traffic, isOver }: State,
  isAtCenter: boolean,
): 'look_on' | 'press_again' | Ending {
  const { last, screen, deadEnd, isLeftAlone } = memory;
  if (last !== undefined && isOn(acted, screen, last))
    return isOver ? 'deadline' : decideAfterAct(acted, last, traffic);
  // It waits for parts of its own, with nothing on it that a person could use.
  const isBuilding = traffic.isPageLoading && (isAtCenter || last?.visible.includes(anyControl) === false);
  if (isOver) return isBuilding ? whatIsMissing(last, isAtCenter) : 'deadline';
  if (deadEnd !== undefined) return 'dead_end';
  if (screen !== undefined && isTerminalScreen(screen) && !traffic.isPageAwaited) return 'stopped';
  if (traffic.failure !== undefined) return 'unreachable';
  if (traffic.isPageAwaited) return 'look_on';
  if (isLeftAlone) return 'refused';
  // A page that is slow still works; only the deadline ends the wait for it.
  return isBuilding ? 'look_on' : whatIsMissing(last, isAtCenter);
}

/** The same on the very screen that was acted on, whose answer is awaited. */
function decideAfterAct(
  act: Acted,
  now: Reading,
  { isPageAwaited, isPageLoading }: Traffic,
): 'look_on' | 'press_again' | Ending {
  // Nothing was pressed then. What the page has sent on its own may hold what was typed, so it is not typed again.
  const mayBeAnswered = isSent(act) || !isRepeatable(act);
  if (mayBeAnswered && !act.isTaken && !isPageAwaited) return 'not_taken';
  // Only what has left can be refused: the page may have checked the form by itself.
  if (isSent(act) && isComplainedOf(act, now) && !isPageAwaited) return 'refused';
  // Else only the deadline ends the wait for an answer.
  if (mayBeAnswered) return 'look_on';
  if (act.presses < (isSecret(act) ? mostSecretPresses : mostPresses)) return 'press_again';
  if (!act.isTaken) return 'not_taken';
  return isPageLoading ? 'look_on' : 'incomplete';
}

function whatIsMissing(last: Reading | undefined, isAtCenter: boolean): Ending {
  if (last === undefined) return 'incomplete';
  if (isAtCenter) return 'shell_incomplete';
  // A page that shows controls is finished, only not one that we know.
  const isUnfinished =
    !last.visible.includes(anyControl) && screens.some(({ pages = [] }) => pages.includes(last.pageId ?? ''));
  return isUnfinished ? 'incomplete' : 'unrecognised';
}

/**
 * How long a page may stand still before a conclusion is drawn, in ms. Nothing waits for these: every change is acted on at
 * once. Drivers of these pages call ten seconds without change stuck (sign-in-facts 2.0).
 */
const patience = {
  /** Our press has sent nothing: the page was not listening yet (sign-in-facts 2.0). */
  swallowedMs: 2_000,
  /** The same for a password or code, which must not be sent twice by a page that only takes its time. */
  swallowedSecretMs: 6_000,
  /** No screen that we know came out of this page. */
  unrecognisedMs: 15_000,
};

/** How long the page may stand still, in ms, as long as there is time. */
export function patienceMs({ memory, acted }: Pick<State, 'memory' | 'acted'>): number {
  const isAnswerAwaited = isOn(acted, memory.screen, memory.last) && !isSent(acted);
  if (!isAnswerAwaited && !isSettled(memory)) return patience.unrecognisedMs;
  const isSecretTaken = acted !== undefined && isSecret(acted) && acted.isTaken;
  return isSecretTaken ? patience.swallowedSecretMs : patience.swallowedMs;
}

/**
 * Is it soon believed that a screen ends the sign-in, or offers no way on? Of a page that is still being built only the
 * id can be seen, and where a last way belongs to the screen, a better one may come before it.
 */
function isSettled({ screen, last, deadEnd }: Memory): boolean {
  const sees = (control: string) => last?.visible.includes(control) === true;
  if (deadEnd !== undefined) return deadEnd.lastWay === undefined || sees(deadEnd.lastWay);
  return screen !== undefined && isTerminalScreen(screen) && screen.controls.some(sees);
}
