import type { Ending } from '../domain/observation.ts';
import { isOn, isSecret, isSent } from './acted.ts';
import type { Reading } from './page-reader.ts';
import { anyControl, isTerminalScreen } from './screens/screen.ts';
import { screens } from './screens/screens.ts';
import type { Memory, State } from './state.ts';

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

/** What is known when a page has not changed for as long as we wait. */
export interface Standstill {
  readonly isOver: boolean;
  /** The screen offers no way that we can go. */
  readonly isDeadEnd: boolean;
  /** The screen ends the sign-in by being there. */
  readonly isStopped: boolean;
  /** The screen goes on by itself with what we hold, and has not. */
  readonly isLeftAlone: boolean;
  /** The act whose answer is awaited on this very screen, if there is one. */
  readonly act:
    | {
        readonly isSent: boolean;
        /** Would another press certainly send no credential twice? */
        readonly isRepeatable: boolean;
        /** Did its fields take and keep what was typed? */
        readonly isTaken: boolean;
        /** Has the page come to complain since? */
        readonly isComplainedOf: boolean;
        readonly presses: number;
        readonly isSecret: boolean;
      }
    | undefined;
  /** A page could not be loaded, or came with an error status. */
  readonly isLoadBroken: boolean;
  /** A page was asked for and has not answered. */
  readonly isPageAwaited: boolean;
  /** Parts of the page are still on their way. */
  readonly isPageLoading: boolean;
  readonly isAtCenter: boolean;
  readonly last: Reading | undefined;
}

/** What to do then: look on, press again, or end. Pure. */
export function decideAtStandstill(still: Standstill): 'look_on' | 'press_again' | Ending {
  const { act, last } = still;
  if (still.isOver) return isBuilding(still) ? whatIsMissing(still) : 'deadline';
  if (act !== undefined) {
    // Nothing was pressed then. What the page has sent on its own may hold what was typed, so it is not typed again.
    const mayBeAnswered = act.isSent || !act.isRepeatable;
    if (mayBeAnswered && !act.isTaken && !still.isPageAwaited) return 'not_taken';
    // Only what has left can be refused: the page may have checked the form by itself.
    if (act.isSent && act.isComplainedOf && !still.isPageAwaited) return 'refused';
    // Else only the deadline ends the wait for an answer.
    if (mayBeAnswered) return 'look_on';
    if (act.presses < (act.isSecret ? mostSecretPresses : mostPresses)) return 'press_again';
    if (!act.isTaken) return 'not_taken';
    return still.isPageLoading ? 'look_on' : 'incomplete';
  }
  if (still.isDeadEnd) return 'dead_end';
  if (still.isStopped && !still.isPageAwaited) return 'stopped';
  if (still.isLoadBroken) return 'unreachable';
  if (still.isPageAwaited) return 'look_on';
  if (still.isLeftAlone) return 'refused';
  if (last === undefined) return 'incomplete';
  // A page that is slow still works; only the deadline ends the wait for it.
  if (isBuilding(still)) return 'look_on';
  return whatIsMissing(still);
}

/** Is the page waiting for parts of its own, with nothing on it that a person could use? */
const isBuilding = ({ act, isPageLoading, isAtCenter, last }: Standstill): boolean =>
  act === undefined && isPageLoading && (isAtCenter || last?.visible.includes(anyControl) === false);

function whatIsMissing({ isAtCenter, last }: Standstill): Ending {
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
