import type { CauseId } from '../domain/causes.ts';
import { signInHosts } from '../domain/cloud.ts';
import { hostsOf } from '../domain/monitor.ts';
import type { Ending, LoadFailure } from '../domain/observation.ts';
import type { Acted } from './acted.ts';
import { passkeyHost } from './factors/passkey.ts';
import type { Reading } from './page-reader.ts';
import type { ActionScreen, Screen, Used } from './screens/screen.ts';
import type { SignInTask } from './task.ts';

/** Where a sign-in goes; the same all the time. */
export interface Places {
  /** The origin of Microsoft's sign-in. */
  readonly signIn: string;
  /** Where screens are looked for: these origins are Microsoft's. */
  readonly microsoft: ReadonlySet<string>;
  /** The origin of the organisation's own server that the configuration names. */
  readonly federation: string | undefined;
  /** The hosts of the center, and what of its shell has to be seen. */
  readonly center: readonly string[];
  readonly shell: readonly string[];
}

export function placesOf({ account, monitor, startUrl, passkey }: SignInTask): Places {
  const signIn = `https://${signInHosts[account.cloud]}`;
  return {
    signIn,
    microsoft: new Set([signIn, `https://${passkey?.host ?? passkeyHost}`]),
    federation: account.federation,
    center: hostsOf(monitor, startUrl),
    shell: monitor.ready.shell,
  };
}

/** What `decide` remembers from one look to the next. */
export interface Memory {
  /** The ids of the screens, in their order. */
  readonly met: readonly string[];
  /** A screen counts as met again when it, or its document, has changed meanwhile. */
  readonly visit?: { readonly screen: ActionScreen; readonly document: number } | undefined;
  readonly last?: Reading | undefined;
  readonly screen?: Screen | undefined;
  /** What the screen means by being there, if it ends the sign-in. */
  readonly stop?: CauseId | undefined;
  /** The screen offers no way on. What is left to press there, whether it can be seen or not. */
  readonly deadEnd?: { readonly lastWay: string | undefined } | undefined;
  /** The screen goes on by itself with what we hold. */
  readonly isLeftAlone: boolean;
  /** Whom the password page named. */
  readonly named?: string | undefined;
  /** How it has ended: nothing is done after that. */
  readonly ending?: Ending | undefined;
}

export const nothingSeen: Memory = { met: [], isLeftAlone: false };

/** What the network shows. */
export interface Traffic {
  /** The last page that could not be loaded, or came with an error status. */
  readonly failure: LoadFailure | undefined;
  /** A page was asked for and has not answered. */
  readonly isPageAwaited: boolean;
  /** Parts of the page are still on their way. */
  readonly isPageLoading: boolean;
  /** The origins that Microsoft's sign-in has sent the browser to. */
  readonly sentTo: ReadonlySet<string>;
  /** How many pages were asked for since we acted last. */
  readonly pagesSinceAct: number;
}

/** Everything that is known when a decision is made. */
export interface State {
  readonly places: Places;
  readonly memory: Memory;
  readonly acted: Acted | undefined;
  readonly used: Used;
  readonly traffic: Traffic;
  readonly isOver: boolean;
}
