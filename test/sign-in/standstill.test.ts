import { expect, test } from 'vitest';
import type { Acted } from '../../lib/sign-in/acted.ts';
import type { Reading } from '../../lib/sign-in/page-reader.ts';
import { captcha } from '../../lib/sign-in/screens/captcha.ts';
import { email } from '../../lib/sign-in/screens/email.ts';
import { password } from '../../lib/sign-in/screens/password.ts';
import { anyControl } from '../../lib/sign-in/screens/screen.ts';
import { decideAtStandstill } from '../../lib/sign-in/standstill.ts';
import { nothingSeen, type State } from '../../lib/sign-in/state.ts';
import { nothingGiven, reading } from './meet.ts';
import { places } from './sign-in-world.ts';

const page = (changes: Partial<Reading> = {}): Reading =>
  reading('ConvergedSignIn', [], { url: 'https://login.microsoftonline.com/common/login', ...changes });
const calm = {
  isOver: false,
  isDeadEnd: false,
  isStopped: false,
  isLeftAlone: false,
  act: undefined as typeof pressed | undefined,
  isLoadBroken: false,
  isPageAwaited: false,
  isPageLoading: false,
  isAtCenter: false,
  last: page() as Reading | undefined,
};

const pressed = {
  isSent: false,
  isRepeatable: true,
  isTaken: true,
  isComplainedOf: false,
  presses: 1,
  isSecret: false,
};

/** An act on the page, as a form that takes a password, or one that takes the name, would show it. */
function actedAs(act: typeof pressed, { document, fields }: Reading): Acted {
  const departed = act.isSent ? 'yes' : act.isRepeatable ? 'no' : 'perhaps';
  return {
    screen: { ...(act.isSecret ? password : email), complains: act.isComplainedOf ? ['#complaint'] : [] },
    document,
    origin: 'https://login.microsoftonline.com',
    fields,
    visible: [],
    presses: act.presses,
    isTyped: act.isTaken || !act.isRepeatable,
    isTaken: act.isTaken,
    isThrough: false,
    hasAsked: act.isSent,
    departed,
  };
}

function stateOf({ act, last, ...known }: typeof calm): State {
  const acted = act && last && actedAs(act, last);
  return {
    places,
    memory: {
      ...nothingSeen,
      last: last && act?.isComplainedOf ? { ...last, visible: ['#complaint'] } : last,
      screen: acted?.screen ?? (known.isStopped ? captcha : undefined),
      deadEnd: known.isDeadEnd ? { lastWay: undefined } : undefined,
      isLeftAlone: known.isLeftAlone,
    },
    acted,
    used: { held: new Set(), shown: new Set(), typedIn: undefined, ...nothingGiven },
    traffic: {
      failure: known.isLoadBroken ? { host: 'login.microsoftonline.com', status: 503 } : undefined,
      isPageAwaited: known.isPageAwaited,
      isPageLoading: known.isPageLoading,
      sentTo: new Set(),
      pagesSinceAct: 0,
    },
    isOver: known.isOver,
  };
}

test.each<[string, Partial<typeof calm>, ReturnType<typeof decideAtStandstill>]>([
  ['the time is over, whatever else', { isOver: true, act: pressed }, 'deadline'],
  [
    'what we typed was sent: only the deadline ends the wait',
    { act: { ...pressed, isSent: true } },
    'look_on',
  ],
  [
    'the page has come to complain of what was sent',
    { act: { ...pressed, isSent: true, isComplainedOf: true } },
    'refused',
  ],
  [
    'it complains, but another page is on its way',
    { act: { ...pressed, isSent: true, isComplainedOf: true }, isPageAwaited: true },
    'look_on',
  ],
  ['the press was swallowed', { act: pressed }, 'press_again'],
  ['presses are swallowed again and again', { act: { ...pressed, presses: 3 } }, 'incomplete'],
  ['a press with a password typed was swallowed', { act: { ...pressed, isSecret: true } }, 'press_again'],
  [
    'a credential may have left: it is not pressed again',
    { act: { ...pressed, isSecret: true, isRepeatable: false } },
    'look_on',
  ],
  [
    'and a complaint is not a refusal then: the page may have checked the form by itself',
    { act: { ...pressed, isSecret: true, isRepeatable: false, isComplainedOf: true } },
    'look_on',
  ],
  [
    'nor is it typed again where a field did not keep it',
    { act: { ...pressed, isSecret: true, isRepeatable: false, isTaken: false } },
    'not_taken',
  ],
  [
    'and once more: it is not tried a third time',
    { act: { ...pressed, presses: 2, isSecret: true } },
    'incomplete',
  ],
  [
    'a field did not keep what was typed: it is filled again',
    { act: { ...pressed, isTaken: false } },
    'press_again',
  ],
  [
    'and once more: then that is what is said',
    { act: { ...pressed, isTaken: false, presses: 2, isSecret: true } },
    'not_taken',
  ],
  [
    'the page has sent something on its own, and a field did not keep what was typed',
    { act: { ...pressed, isTaken: false, isSent: true, isSecret: true } },
    'not_taken',
  ],
  ['no way that we can go', { isDeadEnd: true }, 'dead_end'],
  ['a screen that ends the sign-in', { isStopped: true }, 'stopped'],
  [
    'a screen that ends the sign-in, sent with an error status',
    { isStopped: true, isLoadBroken: true },
    'stopped',
  ],
  [
    'a screen that would end the sign-in, but is being left',
    { isStopped: true, isPageAwaited: true },
    'look_on',
  ],
  ['a page could not be loaded', { isLoadBroken: true }, 'unreachable'],
  ['the next page is on its way', { isPageAwaited: true }, 'look_on'],
  ['nothing was ever seen', { last: undefined }, 'incomplete'],
  ['the center stays half built', { isAtCenter: true }, 'shell_incomplete'],
  ['the center is slow', { isAtCenter: true, isPageLoading: true }, 'look_on'],
  ['the center was too slow', { isAtCenter: true, isPageLoading: true, isOver: true }, 'shell_incomplete'],
  ['a page that we know is slow', { isPageLoading: true }, 'look_on'],
  ['a page that we know was too slow', { isPageLoading: true, isOver: true }, 'incomplete'],
  [
    'something is still on its way to a page that can be used already',
    { isPageLoading: true, last: page({ visible: [anyControl] }) },
    'unrecognised',
  ],
  [
    'presses are swallowed while something is on its way',
    { act: { ...pressed, presses: 3 }, isPageLoading: true },
    'look_on',
  ],
  ['a page that we know, without any control', {}, 'incomplete'],
  [
    'a page that we know, with controls that we do not',
    { last: page({ visible: [anyControl] }) },
    'unrecognised',
  ],
  ['a page that nobody knows', { last: page({ pageId: 'ConvergedProductNotice' }) }, 'unrecognised'],
  ['a page without a name', { last: page({ pageId: undefined, visible: [anyControl] }) }, 'unrecognised'],
])('%s', (_what, changes, decision) => {
  const known = { ...calm, ...changes };
  expect(decideAtStandstill(stateOf(known), known.isAtCenter)).toBe(decision);
});
