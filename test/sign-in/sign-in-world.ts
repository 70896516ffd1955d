import type { FactorId } from '../../lib/domain/account.ts';
import { Secret } from '../../lib/platform/secret.ts';
import { type Acted, isSecret, isSent, isTooLate, mayHaveLeft } from '../../lib/sign-in/acted.ts';
import { decide, isPressInDoubt, type Next } from '../../lib/sign-in/decide.ts';
import { FactorUse } from '../../lib/sign-in/factor-use.ts';
import type { Reading } from '../../lib/sign-in/page-reader.ts';
import { adfs } from '../../lib/sign-in/screens/adfs.ts';
import { email } from '../../lib/sign-in/screens/email.ts';
import { federatedForm } from '../../lib/sign-in/screens/federated-form.ts';
import { oneTimeCode } from '../../lib/sign-in/screens/one-time-code.ts';
import { password } from '../../lib/sign-in/screens/password.ts';
import {
  type ActionScreen,
  anyControl,
  complaint,
  isActionScreen,
  type Screen,
} from '../../lib/sign-in/screens/screen.ts';
import { staySignedIn } from '../../lib/sign-in/screens/stay-signed-in.ts';
import { nothingSeen, type Places, type State } from '../../lib/sign-in/state.ts';
import { randomOf } from '../runner/guard-weather.ts';
import { reading } from './meet.ts';

// A sign-in without a browser: pages that come in any order and treat every press as they like.

export const sts = 'https://sts.contoso.example';
export const places: Places = {
  signIn: 'https://login.microsoftonline.com',
  microsoft: new Set(['https://login.microsoftonline.com', 'https://login.microsoft.com']),
  federation: sts,
  center: ['center.example'],
  shell: ['#shell'],
};
const account = {
  id: 'contoso',
  username: 'monitor@contoso.example',
  tenant: 'contoso',
  cloud: 'global',
  password: new Secret('Hunter2-of-the-Monitor'),
  totp: new Secret('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'),
  federation: sts,
} as const;

/** A page on which everything of a screen can be seen that is needed to act there. */
export function pageWith(screen: Screen, url: string, changes: Partial<Reading> = {}): Reading {
  const { names, type, press } = screen as ActionScreen;
  const pressed = typeof press === 'string' ? press : undefined;
  const controls = isActionScreen(screen) ? [names, type?.into, pressed] : screen.controls;
  const visible = [anyControl, ...controls].filter(control => control !== undefined);
  const field = {
    type: type?.what ?? '',
    name: screen.id,
    autocomplete: '',
    inputMode: '',
    maxLength: -1,
    form: 0,
    isRequired: false,
  };
  return reading(screen.pages?.[0] ?? '', visible, { url, fields: [field], ...changes });
}

const login = 'https://login.microsoftonline.com/common/login';
const complained = pageWith(federatedForm, `${sts}/login`);
const pages: readonly Reading[] = [
  pageWith(email, login),
  pageWith(password, login),
  pageWith(password, login, { errorCode: '50126' }),
  pageWith(oneTimeCode, login),
  pageWith(staySignedIn, login, { pageId: 'KmsiInterrupt' }),
  pageWith(adfs, `${sts}/adfs/ls/`),
  pageWith(federatedForm, `${sts}/login`),
  { ...complained, visible: [...complained.visible, complaint] },
  pageWith(federatedForm, 'https://sts.fabrikam.example/login'),
  reading('ConvergedConditionalAccess', [], { url: login, errorCode: '53003' }),
  reading('ConvergedUnknown', [anyControl], { url: login }),
  reading('', [], { url: 'https://center.example/' }),
];

/** The first rule that was broken. */
export class Violation extends Error {}

/** Which rule a test breaks, to see that it is found. */
export type Breakage =
  | 'forgets that a press came through'
  | 'forgets what was given'
  | 'goes on after the end';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class SignInWorld {
  readonly trace: string[] = [];
  readonly #random: () => number;
  readonly #broken: Breakage | undefined;
  #use = this.#freshUse();
  #memory = nothingSeen;
  #act: Mutable<Acted> | undefined;
  #wasThrough = false;
  /** Was the press stopped, because its field had changed? Only the page knows. */
  #isStopped = false;
  /** What really got to a server that judges it. */
  readonly #arrived = new Set<FactorId>();
  #hasEnded = false;

  constructor(seed: number, broken?: Breakage) {
    this.#random = randomOf(seed);
    this.#broken = broken;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** One look, and what comes of it. */
  async step(isOver: boolean): Promise<void> {
    const page = isOver || this.#chance(0.35) ? undefined : this.#page();
    const state = this.#state(isOver);
    if (page !== undefined) this.#noteGiven(isSent);
    if (page === undefined && isPressInDoubt(state)) this.#lookBack();
    const { memory, next } = decide(page, this.#state(isOver, state));
    this.trace.push(`${page === undefined ? 'stands still' : (page.pageId ?? page.url)}: ${next.do}`);
    if (this.#hasEnded && next.do !== 'end') throw new Violation('it goes on after its end');
    this.#memory = this.#broken === 'goes on after the end' ? { ...memory, ending: undefined } : memory;
    if (next.do === 'end') this.#hasEnded = true;
    if (next.do === 'act') await this.#actOn(next);
    if (next.do === 'press_again' && this.#act !== undefined) this.#perform(this.#act);
  }

  #freshUse(): FactorUse {
    return new FactorUse({ account, nextCode: () => Promise.resolve(new Secret('123456')) });
  }

  #chance(of: number): boolean {
    return this.#random() < of;
  }

  #page(): Reading {
    const page = pages[Math.floor(this.#random() * pages.length)] as Reading;
    const shell = this.#chance(0.5) ? ['#shell'] : [];
    return {
      ...page,
      document: 1 + Math.floor(this.#random() * 4),
      visible: page.url.startsWith('https://center') ? shell : page.visible,
    };
  }

  #state(isOver: boolean, before?: State): State {
    const failure = this.#chance(0.02) ? { host: 'x', errorText: 'net::ERR_FAILED' } : undefined;
    const traffic = before?.traffic ?? {
      failure,
      isPageAwaited: this.#chance(0.2),
      isPageLoading: this.#chance(0.2),
      sentTo: new Set(this.#chance(0.8) ? [sts] : []),
      pagesSinceAct: Math.floor(this.#random() * 30),
    };
    const acted = this.#act && this.#known(this.#act);
    return { places, memory: this.#memory, acted, used: this.#use.used, traffic, isOver };
  }

  #known(act: Acted): Acted {
    const isForgotten = this.#broken === 'forgets that a press came through';
    return { ...act, isThrough: act.isThrough && !isForgotten };
  }

  #noteGiven(hasLeft: (acted: Acted) => boolean): void {
    const act = this.#act;
    const factor = act?.screen.proves;
    if (act === undefined || factor === undefined || !this.#use.used.shown.has(factor)) return;
    if (hasLeft(act)) this.#use.give(factor, new URL(act.origin).host, act.fields);
    if (this.#broken === 'forgets what was given') this.#use = this.#freshUse();
  }

  #lookBack(): void {
    if (this.#act === undefined || !this.#isStopped) return;
    this.#act.isTaken = false;
    this.#act.isThrough = this.#wasThrough;
  }

  async #actOn({ screen, reading: page }: Next & { do: 'act' }): Promise<void> {
    const { origin } = new URL(page.url);
    if (screen.type !== undefined && origin !== places.signIn && origin !== sts)
      throw new Violation(`something is typed at ${origin}`);
    this.#lookBack();
    this.#noteGiven(mayHaveLeft);
    const entries = await this.#use.entriesFor(screen, page);
    if (entries === undefined) {
      this.#hasEnded = true;
      this.#memory = { ...this.#memory, ending: 'looping' };
      return;
    }
    if (entries.length > 0) this.#use.fill(page.fields);
    const { document, fields, visible } = page;
    const before = { screen, document, origin, fields, visible };
    const nothing = { presses: 0, isTyped: false, isTaken: true, isThrough: false, hasAsked: false };
    this.#act = { ...before, ...nothing, departed: 'no' };
    this.#perform(this.#act);
  }

  /** What `Act` does, on a page that takes it in any way. */
  #perform(act: Mutable<Acted>): void {
    act.presses += 1;
    this.#isStopped = false;
    if (act.screen.type !== undefined && !this.#isTyped(act)) return;
    if (this.#chance(0.1)) return; // the control cannot be reached
    this.#wasThrough = act.isThrough;
    const isStopped = isTooLate(this.#known(act));
    if (isSecret(act)) act.isThrough ||= !isStopped;
    if (isStopped) return;
    this.#isStopped = this.#chance(0.15);
    if (this.#isStopped || this.#chance(0.2)) return; // nothing has come of it
    this.#arrive(act);
  }

  #isTyped(act: Mutable<Acted>): boolean {
    const { proves } = act.screen;
    const how = this.#random();
    act.isTaken = how < 0.9;
    if (how > 0.85 && how < 0.95) return false; // it could not be reached, or cannot hold the value
    if (proves !== undefined && this.#arrived.has(proves)) throw new Violation(`${proves} is typed again`);
    act.isTyped = true;
    this.#use.type(act.document, proves);
    if (isSecret(act) && this.#chance(0.05)) this.#arrive(act, true);
    return act.isTaken;
  }

  /** Not all of what a page sends is recognised; at an organisation's own server some of it is not even seen. */
  #arrive(act: Mutable<Acted>, isOnItsOwn = false): void {
    const { proves, at } = act.screen;
    if (proves !== undefined && this.#arrived.has(proves)) throw new Violation(`${proves} is sent again`);
    if (proves !== undefined) this.#arrived.add(proves);
    act.hasAsked = true;
    if (!isSecret(act)) return;
    const isUnrecognised = !isOnItsOwn && this.#chance(0.4);
    const isUnseen = isUnrecognised && at === 'identity_provider' && this.#chance(0.7);
    if (!isUnseen) act.departed = isUnrecognised ? 'perhaps' : 'yes';
  }
}
