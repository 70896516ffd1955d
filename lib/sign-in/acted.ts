import type { Field, Reading } from './page-reader.ts';
import type { ActionScreen, Screen } from './screens/screen.ts';

/** What we did last on a page, and what is known of it by now: "nothing has happened yet" differs from "we are back here". */
export interface Acted {
  readonly screen: ActionScreen;
  readonly document: number;
  /** The only one that gets what is typed. */
  readonly origin: string;
  readonly fields: readonly Field[];
  /** What could be seen before. */
  readonly visible: readonly string[];
  readonly presses: number;
  readonly isTyped: boolean;
  /** Did the fields take and keep what was typed, as far as is known? Where they did not, nothing was pressed. */
  readonly isTaken: boolean;
  /** May a press have come through to the page? */
  readonly isThrough: boolean;
  /** Has the page asked since for what this screen sends? */
  readonly hasAsked: boolean;
  /** Has a credential that was typed left the browser, by all that can be seen (`Departure`)? */
  readonly departed: 'no' | 'perhaps' | 'yes';
}

/** Is a credential typed? */
export const isSecret = ({ screen: { type } }: Acted): boolean =>
  type !== undefined && type.what !== 'username';

/**
 * Did the press reach the page? What was typed has left it then. A credential that a page should send with its form may
 * also be sent by a script, or from another page.
 */
export function isSent(acted: Acted): boolean {
  const { sends } = acted.screen;
  const isByForm = isSecret(acted) && (sends === 'page' || sends === 'anything');
  return isByForm ? acted.departed === 'yes' : acted.hasAsked;
}

/**
 * May it be pressed again? With a credential typed only where nothing has left that may be it. How the page of an
 * organisation's own server sends it is not known, so there one press that came through is the only one.
 */
export function isRepeatable(acted: Acted): boolean {
  if (!isSecret(acted) || !acted.isTyped) return true;
  const isUnknown = acted.isThrough && acted.screen.at === 'identity_provider';
  return !isUnknown && !isSent(acted) && acted.departed === 'no';
}

/** Would a press send the credential twice? The first one is stopped only by what the page has certainly sent. */
export const isTooLate = (acted: Acted): boolean =>
  isSecret(acted) && (isSent(acted) || (acted.presses > 1 && !isRepeatable(acted)));

/** May a credential that is typed have left the page? Pages may also send it on their own. */
export const mayHaveLeft = (acted: Acted): boolean =>
  isSecret(acted) && acted.isTyped && (acted.isThrough || acted.departed !== 'no');

/** Was it on this screen of this document? */
export const isOn = (
  acted: Acted | undefined,
  screen: Screen | undefined,
  reading: Reading | undefined,
): acted is Acted => acted !== undefined && acted.screen === screen && acted.document === reading?.document;

/** Has the page come to complain since? */
export const isComplainedOf = ({ screen: { complains = [] }, ...before }: Acted, now: Reading): boolean =>
  complains.some(each => !before.visible.includes(each) && now.visible.includes(each));
