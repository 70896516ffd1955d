import type { Ending } from '../core/observation.ts';
import type { Reading } from './page-reader.ts';
import { anyControl } from './screens/screen.ts';
import { screens } from './screens/screens.ts';

/** So often a press is tried where nothing shows that it has reached the page; with a secret typed, once more only. */
const mostPresses = 3;
const mostSecretPresses = 2;

/** What is known when a page has stood still for as long as we are patient. */
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
  readonly isAtCenter: boolean;
  readonly last: Reading | undefined;
}

/** What to do then: look on, press again, or end. Pure. */
export function decideAtStandstill(still: Standstill): 'look_on' | 'press_again' | Ending {
  const { act, last } = still;
  if (still.isOver) return 'deadline';
  if (act !== undefined) {
    // Else only the deadline ends the wait for an answer.
    if (act.isSent) return act.isComplainedOf && !still.isPageAwaited ? 'refused' : 'look_on';
    return act.presses < (act.isSecret ? mostSecretPresses : mostPresses) ? 'press_again' : 'incomplete';
  }
  if (still.isDeadEnd) return 'dead_end';
  if (still.isStopped && !still.isPageAwaited) return 'stopped';
  if (still.isLoadBroken) return 'unreachable';
  if (still.isPageAwaited) return 'look_on';
  if (still.isLeftAlone) return 'refused';
  if (last === undefined) return 'incomplete';
  if (still.isAtCenter) return 'shell_incomplete';
  // A page that shows controls is finished, only not one that we know.
  const isUnfinished =
    !last.visible.includes(anyControl) && screens.some(({ pages }) => pages.includes(last.pageId ?? ''));
  return isUnfinished ? 'incomplete' : 'unrecognised';
}
