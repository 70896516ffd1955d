import type { FactorId } from '../../lib/domain/account.ts';
import type { Reading } from '../../lib/sign-in/page-reader.ts';
import { isActionScreen, isTerminalScreen, viewOf } from '../../lib/sign-in/screens/screen.ts';
import { recognise } from '../../lib/sign-in/screens/screens.ts';

/** What a look at a page found. */
export function reading(pageId: string, visible: readonly string[], changes: Partial<Reading> = {}): Reading {
  return {
    url: 'https://login.microsoftonline.com/',
    document: 1,
    pageId,
    offered: [],
    isArriving: false,
    visible,
    several: [],
    fields: [],
    ...changes,
  };
}

/** A sign-in of which nothing has left a page. */
export const nothingGiven = { filled: { all: [], given: undefined } } as const;

/** What the page is to a sign-in that has met these screens. */
export function meet(
  page: Reading,
  met: readonly string[] = [],
  held: readonly FactorId[] = ['password', 'totp'],
  shown: readonly FactorId[] = [],
) {
  const typedIn = met.length > 0 ? 0 : undefined;
  const view = viewOf(page, { met, typedIn, held: new Set(held), shown: new Set(shown), ...nothingGiven });
  const screen = recognise(view, page, new Set(['https://login.microsoftonline.com']));
  const actionScreen = screen && isActionScreen(screen) ? screen : undefined;
  return {
    id: screen?.id,
    refuses: actionScreen?.refuses?.(view) ?? false,
    isDeadEnd: actionScreen?.isDeadEnd?.(view) ?? false,
    stops: screen && isTerminalScreen(screen) ? (screen.stops(view) ?? 'by its code') : undefined,
  };
}
