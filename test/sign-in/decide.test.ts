import { describe, expect, test } from 'vitest';
import type { Acted } from '../../lib/sign-in/acted.ts';
import { decide } from '../../lib/sign-in/decide.ts';
import type { Reading } from '../../lib/sign-in/page-reader.ts';
import { adfs } from '../../lib/sign-in/screens/adfs.ts';
import { certificate } from '../../lib/sign-in/screens/certificate.ts';
import { email } from '../../lib/sign-in/screens/email.ts';
import { federatedForm } from '../../lib/sign-in/screens/federated-form.ts';
import { passkeyView } from '../../lib/sign-in/screens/passkey.ts';
import { password } from '../../lib/sign-in/screens/password.ts';
import { type ActionScreen, anyControl } from '../../lib/sign-in/screens/screen.ts';
import { patienceMs } from '../../lib/sign-in/standstill.ts';
import { type Memory, nothingSeen, type State, type Traffic } from '../../lib/sign-in/state.ts';
import { nothingGiven, reading } from './meet.ts';
import { pageWith, places, sts } from './sign-in-world.ts';

const url = 'https://login.microsoftonline.com/common/login';
const calm: Traffic = {
  failure: undefined,
  isPageAwaited: false,
  isPageLoading: false,
  sentTo: new Set([sts]),
  pagesSinceAct: 0,
};

interface Known {
  readonly memory?: Partial<Memory>;
  readonly traffic?: Partial<Traffic>;
  readonly acted?: Acted;
  readonly typedIn?: number;
  readonly isOver?: boolean;
}

const stateOf = ({ memory, traffic, acted, typedIn, isOver = false }: Known = {}): State => ({
  places,
  memory: { ...nothingSeen, ...memory },
  acted,
  used: { held: new Set(['password']), shown: new Set(), typedIn, ...nothingGiven },
  traffic: { ...calm, ...traffic },
  isOver,
});

const emailPage = pageWith(email, url);
const passwordPage = pageWith(password, url);
const adfsPage = pageWith(adfs, `${sts}/adfs/ls/`);
const blocked = reading('ConvergedConditionalAccess', [anyControl], { url, errorCode: '53003' });
const unknown = reading('ConvergedUnknown', [anyControl], { url });
const passkeyPage = reading('ConvergedSignIn', [passkeyView], { url });
const backOnly: Reading = { ...passkeyPage, visible: [passkeyView, '#idBtn_Back'] };
const halfBuilt = reading('', [], { url: 'https://center.example/' });
const shell: Reading = { ...halfBuilt, visible: ['#shell'] };

/** Pressed, and nothing has come of it yet. */
const actedOn = (screen: unknown, page: Reading, changes: Partial<Acted> = {}): Acted => ({
  screen: screen as ActionScreen,
  document: page.document,
  origin: new URL(page.url).origin,
  fields: page.fields,
  visible: page.visible,
  presses: 1,
  isTyped: true,
  isTaken: true,
  isThrough: true,
  hasAsked: false,
  departed: 'no',
  ...changes,
});

/** The state after these pages. */
const after = (known: Known, ...pages: readonly Reading[]): Known => ({
  ...known,
  memory: pages.reduce((memory, page) => decide(page, stateOf({ ...known, memory })).memory, {
    ...nothingSeen,
    ...known.memory,
  }),
});

/** In one word; what is pressed, or how it ends, beside it. */
function next(page: Reading | undefined, known?: Known): string {
  const decision = decide(page, stateOf(known)).next;
  if (decision.do === 'act') return `act on ${decision.screen.id}`;
  return decision.do === 'end' ? `end: ${decision.ending}` : decision.do;
}

describe('a page that has changed', () => {
  test.each<[string, Reading, Known, string]>([
    ['a screen with a way on', emailPage, {}, 'act on email'],
    ['its page id came before its button', { ...emailPage, visible: [email.type?.into ?? ''] }, {}, 'look'],
    [
      'a form whose HTML is still arriving',
      pageWith(federatedForm, `${sts}/login`, { isArriving: true }),
      {},
      'look',
    ],
    ['the answer to our press is on its way', emailPage, { acted: actedOn(email, emailPage) }, 'look'],
    [
      'the same screen in another document, as often as it may come',
      { ...emailPage, document: 2 },
      { memory: { met: ['email'] }, acted: actedOn(email, emailPage) },
      'act on email',
    ],
    ['once more', emailPage, { memory: { met: ['email', 'email'] } }, 'end: looping'],
    ['a refusal', { ...passwordPage, errorCode: '50126' }, { typedIn: 0 }, 'end: refused'],
    ['a code from before we gave anything', { ...passwordPage, errorCode: '50126' }, {}, 'act on password'],
    ['a screen that ends the sign-in, until it stays', blocked, {}, 'look'],
    ['a page that nobody knows', unknown, {}, 'look'],
    [
      'a page that nobody knows, sent with an error of the server',
      unknown,
      { traffic: { failure: { host: 'x', status: 503 } } },
      'end: unreachable',
    ],
    ['the server of the organisation that is configured', adfsPage, {}, 'act on adfs'],
    [
      'that server, where the sign-in has not sent the browser',
      adfsPage,
      { traffic: { sentTo: new Set() } },
      'end: untrusted',
    ],
    [
      'another server',
      { ...adfsPage, url: 'https://sts.fabrikam.example/adfs/ls/' },
      { traffic: { sentTo: new Set(['https://sts.fabrikam.example']) } },
      'end: untrusted',
    ],
    [
      'a page could not be loaded',
      emailPage,
      { traffic: { failure: { host: 'x', errorText: 'net::ERR_FAILED' } } },
      'end: unreachable',
    ],
    ['pages send each other on', emailPage, { traffic: { pagesSinceAct: 31 } }, 'end: looping'],
    ['the center, before we have done anything: on the way to the sign-in', halfBuilt, {}, 'look'],
    ['its shell', shell, {}, 'enter'],
    ['it has ended before', emailPage, { memory: { ending: 'refused' } }, 'end: refused'],
  ])('%s', (_what, page, known, expected) => {
    expect(next(page, known)).toBe(expected);
  });

  test('a screen is met once for each of its documents', () => {
    const { memory } = after({}, unknown, emailPage, { ...emailPage, several: ['x'] });
    expect(memory?.met).toEqual(['email']);
    expect(after({ memory }, { ...emailPage, document: 2 }).memory?.met).toEqual(['email', 'email']);
  });

  test('its cause is remembered, in case it goes on by itself', () => {
    const { page } = decide(blocked, stateOf());
    expect(page).toEqual({
      document: 1,
      said: { stop: 'conditional_access_blocked', errorCode: '53003' },
    });
  });

  test('nothing that it is given is changed', () => {
    const state = stateOf({ memory: { met: ['email'] } });
    const before = structuredClone(state.memory.met);
    decide(passwordPage, state);
    expect(state.memory.met).toEqual(before);
  });
});

describe('a page that no longer changes', () => {
  test.each<[string, Known, string]>([
    ['a press that was swallowed', after({ acted: actedOn(email, emailPage) }, emailPage), 'press_again'],
    [
      "a press at the organisation's own server: it may have come through",
      after({ acted: actedOn(adfs, adfsPage) }, adfsPage),
      'look',
    ],
    [
      'one that was stopped there',
      after({ acted: actedOn(adfs, adfsPage, { isThrough: false, isTaken: false }) }, adfsPage),
      'press_again',
    ],
    [
      "a password on Microsoft's page, of which something has left",
      after({ acted: actedOn(password, passwordPage, { departed: 'perhaps' }) }, passwordPage),
      'look',
    ],
    ['a screen that ends the sign-in', after({}, blocked), 'end: stopped'],
    ['no way on', after({}, passkeyPage), 'end: dead_end'],
    ['only the way back', after({}, backOnly), 'act on other_ways'],
    [
      'only the way back, a second time',
      after({ memory: { met: ['other_ways'] } }, backOnly),
      'end: dead_end',
    ],
    ['a page that nobody knows', after({}, unknown), 'end: unrecognised'],
    [
      'the center, half built',
      after({ acted: actedOn(email, emailPage) }, halfBuilt),
      'end: shell_incomplete',
    ],
    [
      'the center, half built, after a page that was left alone with the certificate',
      after(
        { acted: actedOn(email, emailPage), memory: { isLeftAlone: true, screen: certificate } },
        halfBuilt,
      ),
      'end: shell_incomplete',
    ],
    ['the time is over', { ...after({}, emailPage), isOver: true }, 'end: deadline'],
    ['it has ended before', { memory: { ending: 'refused' } }, 'end: refused'],
  ])('%s', (_what, known, expected) => {
    expect(next(undefined, known)).toBe(expected);
  });
});

test.each<[string, Known, number]>([
  ['on a page that nobody knows', after({}, unknown), 15_000],
  ['on an answer to our press', after({ acted: actedOn(email, emailPage) }, emailPage), 2_000],
  ['where a password is typed', after({ acted: actedOn(password, passwordPage) }, passwordPage), 6_000],
  [
    'on an answer to what was sent',
    after({ acted: actedOn(password, passwordPage, { departed: 'yes' }) }, passwordPage),
    15_000,
  ],
  ['where a better way may still come', after({}, passkeyPage), 15_000],
  ['where only the way back is left', after({}, backOnly), 2_000],
])('we are patient %s', (_what, known, ms) => {
  expect(patienceMs(stateOf(known))).toBe(ms);
});
