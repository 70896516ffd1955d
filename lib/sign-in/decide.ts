import { isAmong } from '../domain/monitor.ts';
import type { Ending, Said } from '../domain/observation.ts';
import { isOn } from './acted.ts';
import type { Reading } from './page-reader.ts';
import { saidOn } from './passed.ts';
import {
  type ActionScreen,
  type Control,
  controlOf,
  isActionScreen,
  isTerminalScreen,
  type View,
  viewOf,
} from './screens/screen.ts';
import { recognise } from './screens/screens.ts';
import { decideAtStandstill } from './standstill.ts';
import type { Memory, State, Traffic } from './state.ts';

/** Browsers follow twenty redirects; pages that send each other on by script know no such limit. */
const mostPagesWithoutAct = 30;

/** What is to be done next. */
export type Next =
  | { readonly do: 'look' }
  /** Type what belongs to the screen, and press the control. */
  | {
      readonly do: 'act';
      readonly screen: ActionScreen;
      readonly control: Control;
      readonly reading: Reading;
    }
  | { readonly do: 'press_again' }
  /** The center's shell stands: see whether its data comes, and whose it is. */
  | { readonly do: 'enter' }
  | { readonly do: 'end'; readonly ending: Ending };

export interface Decision {
  readonly memory: Memory;
  readonly next: Next;
  /** What a page on the way says, should it go on by itself. */
  readonly page?: { readonly document: number; readonly said: Said | undefined };
}

/**
 * Which screen it is, and what is to be done next, or why the sign-in ends. Pure: it knows no page, no clock, and no
 * secret.
 * @param reading nothing when the page has stood still for as long as we are patient
 */
export function decide(reading: Reading | undefined, state: State): Decision {
  const { memory, traffic } = state;
  const ending = memory.ending ?? lost(traffic);
  if (ending !== undefined) return end(memory, ending);
  return reading === undefined ? standStill(state) : see(reading, state);
}

/** Should the page be asked, before the decision, whether our press was stopped? It has stood still since. */
export const isPressInDoubt = ({ memory, acted, traffic }: State): boolean =>
  isOn(acted, memory.screen, memory.last) && !traffic.isPageAwaited && lost(traffic) === undefined;

const look = (memory: Memory): Decision => ({ memory, next: { do: 'look' } });

const end = (memory: Memory, ending: Ending): Decision => ({
  memory: { ...memory, ending },
  next: { do: 'end', ending },
});

function lost({ failure, pagesSinceAct }: Traffic): Ending | undefined {
  if (failure?.errorText !== undefined) return 'unreachable';
  return pagesSinceAct > mostPagesWithoutAct ? 'looping' : undefined;
}

/** The page has changed. */
function see(reading: Reading, state: State): Decision {
  const { places } = state;
  const isSignIn = new URL(reading.url).origin === places.signIn;
  const memory: Memory = {
    ...state.memory,
    last: reading,
    screen: undefined,
    stop: undefined,
    deadEnd: undefined,
    isLeftAlone: false,
    named: (isSignIn ? reading.identity : undefined) ?? state.memory.named,
  };
  if (!isAtCenter(reading, state)) return meet(reading, { ...state, memory });
  const isStanding = places.shell.every(control => reading.visible.includes(control));
  return isStanding ? { memory, next: { do: 'enter' } } : look(memory);
}

/** At the center after signing in. Its start URL, before that, is only on the way to the sign-in page. */
function isAtCenter({ url, visible }: Reading, { places, acted }: State): boolean {
  const isAfterSignIn = acted !== undefined || places.shell.some(control => visible.includes(control));
  return isAfterSignIn && isAmong(places.center, new URL(url).host);
}

/** Recognises the screen, and acts on it if there is a way on. */
function meet(reading: Reading, state: State): Decision {
  const { places, used, traffic } = state;
  const view = viewOf(reading, { met: state.memory.met, ...used });
  const screen = recognise(view, reading, places.microsoft);
  const stop = screen && isTerminalScreen(screen) ? screen.stops(view) : undefined;
  const memory = { ...state.memory, screen, stop };
  const page = { document: reading.document, said: saidOn(screen, view) };
  if (screen === undefined && (traffic.failure?.status ?? 0) >= 500)
    return { ...end(memory, 'unreachable'), page };
  const isAction = screen !== undefined && isActionScreen(screen);
  return { ...(isAction ? pass(screen, view, reading, { ...state, memory }) : look(memory)), page };
}

function pass(screen: ActionScreen, view: View, reading: Reading, state: State): Decision {
  const isRefused = screen.refuses?.(view) ?? false;
  const isDeadEnd = screen.isDeadEnd?.(view) ?? false;
  const { press } = screen;
  // Its page id comes before its controls.
  if (!isRefused && !isDeadEnd && typeof press === 'string' && !view.sees(press)) return look(state.memory);
  // The button of a form is at its end.
  if (typeof press === 'object' && reading.isArriving) return look(state.memory);
  const memory = visit(screen, reading, state.memory);
  if (isRefused) return end(memory, 'refused');
  if (isOn(state.acted, screen, reading)) return look(memory); // the answer is still on its way
  // The way on may come a little later than the screen.
  const visits = memory.met.filter(id => id === screen.id).length;
  const lastWay = visits === 1 ? screen.lastWay?.(view) : undefined;
  if (isDeadEnd) return look({ ...memory, deadEnd: { lastWay } });
  if (visits > (screen.visits ?? 1)) return end(memory, 'looping');
  const control = controlOf(screen, view);
  return control === undefined
    ? look({ ...memory, isLeftAlone: true })
    : act(screen, control, reading, { ...state, memory });
}

function visit(screen: ActionScreen, { document }: Reading, memory: Memory): Memory {
  if (memory.visit?.screen === screen && memory.visit.document === document) return memory;
  return { ...memory, visit: { screen, document }, met: [...memory.met, screen.id] };
}

function act(screen: ActionScreen, control: Control, reading: Reading, state: State): Decision {
  const { memory } = state;
  if (screen.type !== undefined && !mayTypeAt(new URL(reading.url).origin, state))
    return end(memory, 'untrusted');
  return { memory, next: { do: 'act', screen, control, reading } };
}

/**
 * May anything be typed there? At Microsoft's own sign-in, and at the identity provider that the configuration names, once
 * that sign-in has sent the browser there. Nowhere else, also not where Defender is a proxy in front of Microsoft.
 */
const mayTypeAt = (origin: string, { places, traffic }: State): boolean =>
  origin === places.signIn || (origin === places.federation && traffic.sentTo.has(origin));

/** The page has not changed for as long as we are patient. */
function standStill(state: State): Decision {
  const { memory } = state;
  const { last, screen, deadEnd } = memory;
  const decision = decideAtStandstill(state, last !== undefined && isAtCenter(last, state));
  if (decision === 'look_on') return look(memory);
  if (decision === 'press_again') return { memory, next: { do: 'press_again' } };
  const lastWay = decision === 'dead_end' ? deadEnd?.lastWay : undefined;
  const isWayOn = screen !== undefined && isActionScreen(screen) && last !== undefined;
  if (isWayOn && lastWay !== undefined && last.visible.includes(lastWay))
    return act(screen, lastWay, last, state);
  return end(memory, decision);
}
