import { errors, type Page } from '@playwright/test';
import type { Account } from '../core/account.ts';
import type { Clock } from '../core/clock.ts';
import type { Monitor } from '../core/monitor.ts';
import type { Ending, Observation } from '../core/observation.ts';
import { redactUrl } from '../core/redaction.ts';
import type { PageIdentity, Step } from '../core/run-record.ts';
import type { Secret } from '../core/secret.ts';
import { press, typeInto } from './hands.ts';
import { type Reading, readPage } from './page-reader.ts';
import { type Screen, type Typed, viewOf } from './screens/screen.ts';
import { screens } from './screens/screens.ts';
import { Steps } from './steps.ts';
import { whoIsSignedIn } from './who-am-i.ts';
import { Wire } from './wire.ts';

/**
 * How long a page may stand still before we draw a conclusion. Nothing waits for these: every change is acted on at
 * once. Drivers of these pages call ten seconds without change stuck (sign-in-facts 2.0).
 */
const patience = {
  /** A press that reached no server was swallowed: the page was not listening yet (sign-in-facts 2.0). */
  swallowedMs: 4_000,
  /** No screen that we know came out of this page. */
  unrecognisedMs: 15_000,
  /** The center's first data; it asks again by itself after a hiccup (sign-in-facts 5.5). */
  answersMs: 15_000,
};
const mostPresses = 3;

/** Whatever a person could use on a page. */
const anyControl = 'input:not([type="hidden"]), button, select, textarea, [role="button"]';

export interface SignInTask {
  readonly page: Page;
  readonly monitor: Monitor;
  readonly account: Account;
  readonly clock: Clock;
  /** On `clock.elapsed()`: the loop ends by itself before this. */
  readonly deadline: number;
  /** The next one-time code; waits until one may be used. */
  readonly nextCode: () => Promise<Secret>;
}

export interface SignInResult {
  readonly observation: Observation;
  readonly steps: readonly Step[];
  readonly screens: readonly string[];
  readonly factor?: 'totp';
  readonly credentialsTyped: boolean;
}

interface End {
  readonly ending: Ending;
  readonly signedInAs?: string;
}

/**
 * Signs in as an admin would: look at the page, recognise the screen, act, look again, until the center is usable or
 * the way ends. Never throws for what a page, a server or a browser does: that is what the observation is for.
 */
export async function signIn(task: SignInTask): Promise<SignInResult> {
  return new SignIn(task).run();
}

class SignIn {
  readonly #task: SignInTask;
  readonly #steps: Steps;
  readonly #wire: Wire;
  readonly #selectors: readonly string[];
  readonly #met: string[] = [];
  readonly #typed = new Set<Typed>();
  /** What we did last, to tell "nothing has happened yet" from "we are back here". */
  #act:
    | { screen: Screen; document: number; sent: number; presses: number; value: string | undefined }
    | undefined;
  #last: Reading | undefined;
  #screen: Screen | undefined;
  #identity: string | undefined;

  constructor(task: SignInTask) {
    const { monitor, page, clock } = task;
    this.#task = task;
    this.#steps = new Steps(clock);
    this.#wire = new Wire(page, monitor.inside.answers);
    this.#selectors = [anyControl, ...screens.flatMap(screen => screen.controls), ...monitor.inside.shell];
    this.#wire.onTravel(
      host => this.#leaveFor(host),
      host => this.#arriveAt(host),
    );
  }

  async run(): Promise<SignInResult> {
    const { ending, signedInAs }: End = await this.#knock().catch((error: unknown) => this.#broken(error));
    this.#steps.stop();
    const observation: Observation = {
      ending,
      ...(await this.#wire.facts()),
      ...(this.#screen && { screen: this.#screen.id }),
      ...(this.#last && { page: identify(this.#last) }),
      ...(signedInAs !== undefined && { signedInAs }),
    };
    return {
      observation,
      steps: this.#steps.list(),
      screens: this.#met,
      credentialsTyped: this.#typed.has('password'),
      ...(this.#typed.has('one_time_code') && { factor: 'totp' }),
    };
  }

  async #knock(): Promise<End> {
    const { page, monitor, account } = this.#task;
    this.#steps.start('open');
    await page.goto(monitor.doors[account.cloud] ?? '', { waitUntil: 'commit', timeout: this.#left() });

    for (;;) {
      const look = readPage(page, this.#selectors, this.#patience(), this.#last);
      look.catch(() => undefined); // it may lose the race and fail when the page is closed
      const reading = await Promise.race([look, this.#wire.loadFailed]);
      if (this.#wire.load?.errorText !== undefined) return { ending: 'unreachable' };
      if (reading === undefined) {
        const ending = await this.#standstill();
        if (ending !== undefined) return { ending };
        continue;
      }
      this.#last = reading;
      this.#identity = reading.identity ?? this.#identity;

      if (this.#isAtCenter(reading)) {
        this.#screen = undefined;
        if (monitor.inside.shell.every(control => reading.visible.includes(control))) return this.#enter();
        continue;
      }
      const ending = await this.#meet(reading);
      if (ending !== undefined) return { ending };
    }
  }

  /** Recognises the screen and acts on it; the ending, if it is one. */
  async #meet(reading: Reading): Promise<Ending | undefined> {
    const view = viewOf(reading);
    const screen = screens.find(candidate => candidate.matches(view));
    if (screen === undefined) {
      this.#screen = undefined;
      return (this.#wire.load?.status ?? 0) >= 500 ? 'unreachable' : undefined;
    }
    this.#screen = screen;
    // After an act the same screen in the same document is not a new visit: its answer is still on the way.
    const isSameVisit = this.#act?.screen === screen && this.#act.document === reading.document;
    if (!isSameVisit) {
      this.#steps.stop();
      this.#met.push(screen.id);
    }
    if (screen.refuses?.(view)) return 'refused';
    if (isSameVisit) return undefined;
    if (screen.isDeadEnd?.(view) || (screen.type?.what === 'one_time_code' && !this.#task.account.totp))
      return 'dead_end';
    if (this.#met.filter(id => id === screen.id).length > screen.visits) return 'looping';
    return this.#actOn(screen, reading.document);
  }

  async #actOn(screen: Screen, document: number): Promise<Ending | undefined> {
    const value = screen.type && (await this.#valueOf(screen.type.what));
    if (this.#left() <= 0) return 'deadline';
    this.#steps.start(screen.step);
    this.#act = { screen, document, sent: this.#wire.sent, presses: 0, value };
    await this.#pressOn();
    return undefined;
  }

  /** Types and presses. What the page does with it is seen by the next look. */
  async #pressOn(): Promise<void> {
    const act = this.#act;
    if (act === undefined) return;
    act.presses += 1;
    const { type, press: control } = act.screen;
    if (type !== undefined && act.value !== undefined) {
      if (!(await typeInto(this.#task.page, type.into, act.value))) return;
      this.#typed.add(type.what);
    }
    if (control !== undefined) await press(this.#task.page, control);
  }

  /** Nothing has changed for as long as we are patient. Act again where nothing was sent, else say how it ended. */
  async #standstill(): Promise<Ending | undefined> {
    if (this.#left() <= 0) return 'deadline';
    const act = this.#act;
    if (act !== undefined && act.screen === this.#screen && act.document === this.#last?.document) {
      if (act.sent !== this.#wire.sent) return undefined; // sent: only the deadline ends the wait for an answer
      if (act.presses >= mostPresses) return 'incomplete';
      await this.#pressOn();
      return undefined;
    }
    if (this.#wire.load !== undefined) return 'unreachable';
    if (this.#wire.isPageAwaited) return undefined; // the next page is on its way: only the deadline ends the wait
    if (this.#last === undefined) return 'incomplete';
    if (this.#isAtCenter(this.#last)) return 'shell_incomplete';
    const { pageId, visible } = this.#last;
    // A page that shows controls is finished, only not one that we know.
    const isUnfinished =
      !visible.includes(anyControl) && screens.some(({ pages }) => pages.includes(pageId ?? ''));
    return isUnfinished ? 'incomplete' : 'unrecognised';
  }

  /** The shell stands: its first data must have come, and it must be ours. */
  async #enter(): Promise<End> {
    const { page, monitor, account } = this.#task;
    const { answers, whoAmI } = monitor.inside;
    const isUsable = () => answers.every(path => this.#wire.answer(path) === 200);
    const usable = await this.#wire.until(isUsable, Math.min(patience.answersMs, this.#left()));
    this.#steps.stop();
    if (!usable) return { ending: this.#left() <= 0 ? 'deadline' : 'shell_incomplete' };

    const name = (await whoIsSignedIn(page, whoAmI)) ?? this.#identity;
    if (name === undefined) return { ending: 'unrecognised' };
    if (name.toLowerCase() !== account.username.toLowerCase())
      return { ending: 'wrong_account', signedInAs: name };
    return { ending: 'inside' };
  }

  async #valueOf(what: Typed): Promise<string> {
    const { account, nextCode } = this.#task;
    switch (what) {
      case 'username':
        return account.username;
      case 'password':
        return account.password.reveal();
      case 'one_time_code':
        return (await nextCode()).reveal();
    }
  }

  /** The browser leaves for the center: what was signed in lands there. */
  #leaveFor(host: string): void {
    const { running } = this.#steps;
    if (
      this.#act &&
      running !== undefined &&
      running !== 'land' &&
      running !== 'ready' &&
      this.#isCenter(host)
    ) {
      this.#steps.start('land');
    }
  }

  /** The center's document is there; what follows is the shell and its data. */
  #arriveAt(host: string): void {
    if (this.#steps.running === 'land' && this.#isCenter(host)) this.#steps.start('ready');
  }

  #isCenter(host: string): boolean {
    return this.#task.monitor.inside.hosts.includes(host);
  }

  /** At the center after signing in. Its door, before that, is only on the way to the sign-in page. */
  #isAtCenter(reading: Reading): boolean {
    const { shell } = this.#task.monitor.inside;
    const isBehindTheDoor =
      this.#act !== undefined || shell.some(control => reading.visible.includes(control));
    return isBehindTheDoor && this.#isCenter(new URL(reading.url).host);
  }

  #patience(): number {
    const isAnswerAwaited = this.#act !== undefined && this.#act.sent === this.#wire.sent;
    return Math.min(this.#left(), isAnswerAwaited ? patience.swallowedMs : patience.unrecognisedMs);
  }

  #left(): number {
    return this.#task.deadline - this.#task.clock.elapsed();
  }

  #broken(error: unknown): End {
    if (this.#task.page.isClosed() || isCrash(error)) return { ending: 'browser_closed' };
    if (error instanceof errors.TimeoutError || this.#left() <= 0) return { ending: 'deadline' };
    if (this.#wire.load !== undefined) return { ending: 'unreachable' };
    throw error;
  }
}

function identify(reading: Reading): PageIdentity {
  const { pageId, errorCode, correlationId, requestId, timestamp } = reading;
  return {
    url: redactUrl(reading.url),
    ...(pageId !== undefined && { pageId }),
    ...(errorCode !== undefined && { errorCode }),
    ...(correlationId !== undefined && { correlationId }),
    ...(requestId !== undefined && { requestId }),
    ...(timestamp !== undefined && { timestamp }),
  };
}

const isCrash = (error: unknown): boolean =>
  error instanceof Error &&
  /crashed|has been closed|Browser closed|browser has disconnected/i.test(error.message);
