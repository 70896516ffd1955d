import { errors } from '@playwright/test';
import { factorIds } from '../domain/account.ts';
import type { CauseId } from '../domain/causes.ts';
import { signInHosts } from '../domain/cloud.ts';
import { hostsOf, isAmong } from '../domain/monitor.ts';
import type { Ending, Observation } from '../domain/observation.ts';
import { Withheld } from '../domain/withheld.ts';
import { OwnTime } from '../platform/own-time.ts';
import { Act } from './act.ts';
import { type End, enter } from './enter.ts';
import { FactorUse } from './factor-use.ts';
import { passkeyHost } from './factors/passkey.ts';
import { NetworkObserver } from './network/observer.ts';
import type { Entry } from './page-actions.ts';
import { identify } from './page-identity.ts';
import { isAlive, isBrowserAlive, isCrash, isFailureInPage, type Reading, readPage } from './page-reader.ts';
import { Passed } from './passed.ts';
import {
  type ActionScreen,
  anyControl,
  type Control,
  controlOf,
  controlsOf,
  isActionScreen,
  isTerminalScreen,
  type Past,
  type Screen,
  type View,
  viewOf,
} from './screens/screen.ts';
import { recognise, screens } from './screens/screens.ts';
import { type DeadEnd, decideAtStandstill, isSettled, type Met, silent, waitedFor } from './standstill.ts';
import { Steps } from './steps.ts';
import type { SignInResult, SignInTask } from './task.ts';
import { NoCodeInTime } from './totp.ts';

/**
 * How long a page may stand still before we draw a conclusion. Nothing waits for these: every change is acted on at
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

/** Browsers follow twenty redirects; pages that send each other on by script know no such limit. */
const mostPagesWithoutAct = 30;

/**
 * Signs in as an admin would: look at the page, recognise the screen, act, look again, until the center is usable or
 * the way ends. What a page, a server or a browser does never throws: that is what the observation is for.
 */
export async function signIn(task: SignInTask): Promise<SignInResult> {
  return new SignIn(task).run();
}

class SignIn {
  readonly #task: SignInTask;
  readonly #steps: Steps;
  readonly #own: OwnTime;
  readonly #network: NetworkObserver;
  readonly #selectors: readonly string[];
  readonly #hosts: readonly string[];
  readonly #met: string[] = [];
  readonly #factorUse: FactorUse;
  readonly #passed = new Passed();
  #typedIn: number | undefined;
  #act: Act | undefined;
  /** May what was typed before that have left its page? */
  #hasLeft = false;
  /** A screen counts as met again when it, or its document, has changed meanwhile. */
  #visit: { readonly screen: Screen; readonly document: number } | undefined;
  #last: Reading | undefined;
  #screen: Screen | undefined;
  /** What the screen means by being there, if it ends the sign-in. */
  #stop: CauseId | undefined;
  #pagesBeforeAct = 0;
  #nameOnPasswordPage: string | undefined;
  /** That of Microsoft's sign-in. */
  readonly #origin: string;
  /** Where screens are looked for: these are Microsoft's. */
  readonly #origins: ReadonlySet<string>;
  #deadEnd: DeadEnd | undefined;
  #isLeftAlone = false;
  /** When the page last changed: what comes after that is our patience, not the user's time. */
  #changedAt: number;

  constructor(task: SignInTask) {
    const { monitor, page, clock, account, startUrl } = task;
    const { shell, answers, dataHosts } = monitor.ready;
    this.#task = task;
    this.#steps = new Steps(clock);
    this.#own = new OwnTime(clock);
    this.#changedAt = clock.elapsed();
    this.#factorUse = new FactorUse(task);
    this.#origin = `https://${signInHosts[account.cloud]}`;
    this.#origins = new Set([this.#origin, `https://${task.passkey?.host ?? passkeyHost}`]);
    this.#hosts = hostsOf(monitor, startUrl);
    this.#network = new NetworkObserver(
      page,
      this.#origin,
      { hosts: dataHosts ?? this.#hosts, answers },
      () => clock.now(),
    );
    this.#selectors = [anyControl, ...screens.flatMap(controlsOf), ...shell];
    this.#network.onTravel(
      host => this.#leaveFor(host),
      url => this.#arriveAt(url),
    );
  }

  async run(): Promise<SignInResult> {
    const { ending, signedInAs, accountProvenBy } = await this.#end();
    const { clockSkewMs } = this.#network;
    const factor = factorIds.filter(id => id !== 'password').find(id => this.#factorUse.shown.has(id));
    this.#noteGiven();
    this.#steps.stop(waitedFor.has(ending) ? this.#changedAt : undefined);
    if (ending === 'stopped' && this.#screen !== undefined) this.#met.push(this.#screen.id);
    const observation: Observation = {
      ending,
      ...(await this.#network.facts()),
      ...(this.#screen && { screen: this.#screen.id }),
      ...(this.#stop !== undefined && { stop: this.#stop }),
      ...(this.#last && { page: identify(this.#last, ending) }),
      passed: this.#passed.list,
      given: this.#factorUse.given,
      mayHaveLeft: this.#mayHaveLeft(ending),
      ...(signedInAs !== undefined && { signedInAs }),
    };
    return {
      observation,
      steps: this.#steps.list(),
      screens: this.#met,
      credentialsTyped: this.#factorUse.shown.size > 0,
      ...(clockSkewMs !== undefined && { clockSkewMs }),
      ...(accountProvenBy && { accountProvenBy }),
      ...(factor !== undefined && { factor }),
    };
  }

  /** A browser that went away, or hangs, may have sent what was typed without a word. */
  #mayHaveLeft(ending: Ending): boolean {
    const isUnseen = ending === 'browser_closed' || ending === 'browser_silent';
    if (this.#factorUse.given.length > 0 || this.#hasLeft || this.#act?.mayHaveLeft === true) return true;
    return isUnseen && this.#factorUse.shown.size > 0;
  }

  async #end(): Promise<End> {
    const end = await this.#open().catch((error: unknown) => this.#broken(error));
    if (!silent.has(end.ending)) return end;
    const { clock, page } = this.#task;
    const isThere = await (this.#network.loading.isPageAwaited ? isBrowserAlive(page, clock) : isAlive(page));
    return isThere ? end : { ending: 'browser_silent' };
  }

  async #open(): Promise<End> {
    const { page, startUrl } = this.#task;
    this.#steps.start('open');
    await page.goto(startUrl, { waitUntil: 'commit', timeout: Math.max(1, this.#left()) });

    for (;;) {
      const look = readPage(page, this.#selectors, this.#patience(), this.#last);
      look.catch(() => undefined); // it may lose the race and fail when the page is closed
      const reading = await Promise.race([look, this.#network.loading.failed]);
      if (this.#network.loading.failure?.errorText !== undefined) return { ending: 'unreachable' };
      if (this.#network.sent.requested('page') - this.#pagesBeforeAct > mostPagesWithoutAct)
        return { ending: 'looping' };
      const end = reading === undefined ? await this.#standStill() : await this.#see(reading);
      if (end !== undefined) return end;
    }
  }

  /** The page has changed: what it is now, and what to do there. The end, if it is one. */
  async #see(reading: Reading): Promise<End | undefined> {
    this.#last = reading;
    this.#changedAt = this.#task.clock.elapsed();
    if (new URL(reading.url).origin === this.#origin)
      this.#nameOnPasswordPage = reading.identity ?? this.#nameOnPasswordPage;
    if (this.#isAtCenter(reading)) {
      this.#screen = undefined;
      this.#stop = undefined;
      this.#deadEnd = undefined;
      const isStanding = this.#task.monitor.ready.shell.every(control => reading.visible.includes(control));
      return isStanding ? this.#enter() : undefined;
    }
    const ending = await this.#meet(reading);
    return ending && { ending };
  }

  /** Recognises the screen, and acts on it if there is a way on. */
  async #meet(reading: Reading): Promise<Ending | undefined> {
    this.#noteGiven();
    const view = viewOf(reading, this.#past());
    const screen = recognise(view, reading, this.#origins);
    this.#passed.see(reading.document, screen, view);
    this.#screen = screen;
    this.#deadEnd = undefined;
    this.#isLeftAlone = false;
    this.#stop = screen && isTerminalScreen(screen) ? screen.stops(view) : undefined;
    if (screen === undefined)
      return (this.#network.loading.failure?.status ?? 0) >= 500 ? 'unreachable' : undefined;
    return isActionScreen(screen) ? this.#pass(screen, view, reading) : undefined;
  }

  #past(): Past {
    return { met: this.#met, typedIn: this.#typedIn, ...this.#factorUse.used };
  }

  async #pass(screen: ActionScreen, view: View, reading: Reading): Promise<Ending | undefined> {
    const { document } = reading;
    const isRefused = screen.refuses?.(view) ?? false;
    const isDeadEnd = screen.isDeadEnd?.(view) ?? false;
    // Its page id comes before its controls.
    if (!isRefused && !isDeadEnd && typeof screen.press === 'string' && !view.sees(screen.press))
      return undefined;
    // The button of a form is at its end.
    if (typeof screen.press === 'object' && reading.isArriving) return undefined;
    if (this.#visit?.screen !== screen || this.#visit.document !== document) {
      this.#visit = { screen, document };
      this.#steps.stop();
      this.#met.push(screen.id);
      if (screen.press === undefined) this.#steps.start(screen.step);
    }
    if (isRefused) return 'refused';
    if (this.#act?.isOn(screen, reading)) return undefined; // the answer is still on its way
    // The way on may come a little later than the screen.
    const visits = this.#met.filter(id => id === screen.id).length;
    const lastWay = visits === 1 ? screen.lastWay?.(view) : undefined;
    this.#deadEnd = isDeadEnd ? { screen, view, reading, lastWay } : undefined;
    if (isDeadEnd) return undefined;
    if (visits > screen.visits) return 'looping';

    const control = controlOf(screen, view);
    this.#isLeftAlone = control === undefined;
    if (control === undefined) return undefined;
    return this.#use(control, { screen, view, reading });
  }

  /** Types what belongs to the screen, and presses the control. */
  async #use(control: Control, { screen, view, reading }: Met): Promise<Ending | undefined> {
    const { origin } = new URL(reading.url);
    if (screen.type !== undefined && !this.#factorUse.mayTypeAt(origin, this.#origin, this.#network.sent))
      return 'untrusted';
    await this.#act?.lookBack();
    this.#noteGiven(this.#act?.mayHaveLeft);
    await this.#own.spend(async () => this.#task.leaving?.(screen.id));
    const entries = await this.#own.spend(() => this.#entriesOf(screen, view));
    // It has left the page already.
    if (entries === undefined) return 'looping';
    if (this.#left() <= 0) return 'deadline';
    if (entries.length > 0) this.#factorUse.fill(reading.fields);
    this.#hasLeft ||= this.#act?.mayHaveLeft ?? false;
    this.#act = new Act(screen, reading, { control, entries, sent: this.#network.sent });
    this.#pagesBeforeAct = this.#network.sent.requested('page');
    this.#passed.act(screen.id);
    await this.#perform(this.#act);
    return undefined;
  }

  /** What is typed where, in the order of a person. */
  async #entriesOf({ names, type, proves }: ActionScreen, view: View): Promise<Entry[] | undefined> {
    if (type === undefined) return [];
    const value = await this.#factorUse.valueOf(type.what, proves, this.#network.clockSkewMs);
    if (value === undefined) return undefined;
    const { username } = this.#task.account;
    const name = names !== undefined && view.sees(names) ? [{ into: names, value: username }] : [];
    return [...name, { into: type.into, value }];
  }

  /** A press that is repeated begins the user's time anew. */
  async #perform(act: Act): Promise<void> {
    const { step, proves } = act.screen;
    this.#steps.start(step, act.presses > 0);
    await act.perform(this.#task.page, () => this.#left(), {
      typed: () => {
        if (proves !== undefined) this.#factorUse.show(proves);
        this.#typedIn = act.document;
      },
      beforePress: () => this.#own.spend(() => this.#factorUse.beforePress()),
    });
  }

  async #standStill(): Promise<End | undefined> {
    const act = this.#act;
    const last = this.#last;
    const isOurs = last !== undefined && act?.isOn(this.#screen, last) === true;
    if (isOurs && !this.#network.loading.isPageAwaited) await act.lookBack();
    const decision = decideAtStandstill({
      isOver: this.#left() <= 0,
      isDeadEnd: this.#deadEnd !== undefined,
      isLeftAlone: this.#isLeftAlone,
      isStopped: this.#screen !== undefined && isTerminalScreen(this.#screen),
      act: isOurs
        ? {
            isSent: act.isSent,
            isRepeatable: act.isRepeatable,
            isComplainedOf: act.isComplainedOf(last),
            isTaken: act.isTaken,
            presses: act.presses,
            isSecret: act.isSecret,
          }
        : undefined,
      isLoadBroken: this.#network.loading.failure !== undefined,
      isPageAwaited: this.#network.loading.isPageAwaited,
      isPageLoading: this.#network.loading.coming.size > 0,
      isAtCenter: this.#last !== undefined && this.#isAtCenter(this.#last),
      last: this.#last,
    });
    if (decision === 'look_on') return undefined;
    const deadEnd = this.#deadEnd;
    if (decision === 'dead_end' && deadEnd?.lastWay !== undefined && deadEnd.view.sees(deadEnd.lastWay)) {
      const ending = await this.#use(deadEnd.lastWay, deadEnd);
      return ending && { ending };
    }
    if (decision !== 'press_again') return { ending: decision };
    if (act !== undefined) await this.#perform(act);
    return undefined;
  }

  #enter(): Promise<End> {
    const network = this.#network;
    const seen = () => this.#steps.stop();
    return enter(this.#task, {
      network,
      seen,
      leftMs: () => this.#left(),
      namedBefore: this.#nameOnPasswordPage,
    });
  }

  /** The browser leaves for the identity provider, or for the center: what was signed in lands there. */
  #leaveFor(host: string): void {
    this.#noteGiven();
    this.#factorUse.leaveFor(host, this.#origins);
    const { running } = this.#steps;
    if (running === 'username' && `https://${host}` === this.#task.account.federation)
      this.#steps.start('federated');
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
  #arriveAt(url: URL): void {
    this.#passed.arrive(url.href, this.#past(), this.#origins);
    if (this.#steps.running === 'land' && this.#isCenter(url.host)) this.#steps.start('ready');
  }

  #isCenter(host: string): boolean {
    return isAmong(this.#hosts, host);
  }

  /** At the center after signing in. Its start URL, before that, is only on the way to the sign-in page. */
  #isAtCenter(reading: Reading): boolean {
    const { shell } = this.#task.monitor.ready;
    const isAfterSignIn = this.#act !== undefined || shell.some(control => reading.visible.includes(control));
    return isAfterSignIn && this.#isCenter(new URL(reading.url).host);
  }

  /** What was typed last, once it has left the page. Before anything else is typed, it is enough that it may have. */
  #noteGiven(hasLeft = this.#act?.isSent): void {
    const act = this.#act;
    const factor = act?.screen.proves;
    if (act === undefined || factor === undefined || !this.#factorUse.shown.has(factor)) return;
    if (hasLeft === true) this.#factorUse.give(factor, new URL(act.origin).host, act.fields);
  }

  #patience(): number {
    const act = this.#act;
    const isOnAct = this.#last !== undefined && act?.isOn(this.#screen, this.#last) === true;
    const isAnswerAwaited = isOnAct && !act.isSent;
    const swallowedMs = act?.isSecret && act.isTaken ? patience.swallowedSecretMs : patience.swallowedMs;
    const isSoon = isAnswerAwaited || isSettled(this.#screen, this.#last, this.#deadEnd);
    return Math.min(this.#left(), isSoon ? swallowedMs : patience.unrecognisedMs);
  }

  #left(): number {
    return this.#task.deadline + this.#own.ms - this.#task.clock.elapsed();
  }

  #broken(error: unknown): End {
    if (error instanceof Withheld) throw error;
    if (this.#task.page.isClosed() || isCrash(error)) return { ending: 'browser_closed' };
    if (error instanceof NoCodeInTime) return { ending: 'no_code' };
    if (error instanceof errors.TimeoutError || this.#left() <= 0) return { ending: 'deadline' };
    if (this.#network.loading.failure !== undefined) return { ending: 'unreachable' };
    if (isFailureInPage(error)) return { ending: 'unrecognised' };
    throw error;
  }
}
