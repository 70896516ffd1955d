import { errors, type Page } from '@playwright/test';
import { type Account, type FactorId, factorIds } from '../core/account.ts';
import type { Clock } from '../core/clock.ts';
import { signInHosts } from '../core/cloud.ts';
import { hostsOf, isAmong, type Monitor } from '../core/monitor.ts';
import type { Ending, Observation } from '../core/observation.ts';
import type { Fresh, Step } from '../core/run-record.ts';
import type { Secret } from '../core/secret.ts';
import { factors, heldBy } from './factors/factors.ts';
import { type PasskeyAtHand, passkeyHost } from './factors/passkey.ts';
import { press, typeInto } from './hands.ts';
import { identify } from './page-identity.ts';
import { type Reading, readPage } from './page-reader.ts';
import { type Screen, type Typed, type View, viewOf } from './screens/screen.ts';
import { screens } from './screens/screens.ts';
import { anyControl, decideAtStandstill } from './standstill.ts';
import { Steps } from './steps.ts';
import { whoIsSignedIn } from './who-am-i.ts';
import { Wire } from './wire.ts';

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
  /** The center's first data. */
  answersMs: 15_000,
};

/** Answers that no second question changes: the portal's session or the account's role is not good enough (5.2). */
const refusals = new Set([401, 403, 440]);

/** Endings that we concluded from a page that stood still: the wait for it is ours. */
const waitedFor: ReadonlySet<Ending> = new Set(['incomplete', 'unrecognised', 'shell_incomplete']);

export interface SignInTask {
  readonly page: Page;
  readonly monitor: Monitor;
  /** The address to knock at. */
  readonly door: string;
  readonly account: Account;
  readonly clock: Clock;
  /** On `clock.elapsed()`: the loop ends by itself when it has passed. */
  readonly deadline: number;
  /** The next one-time code; waits until one may be used, rejects when the run is over. */
  readonly nextCode: () => Promise<Secret>;
  /** Where the account has a passkey. */
  readonly passkey?: PasskeyAtHand;
}

export interface SignInResult {
  readonly observation: Observation;
  readonly steps: readonly Step[];
  readonly screens: readonly string[];
  readonly factor?: Exclude<FactorId, 'password'>;
  readonly credentialsTyped: boolean;
  /** How far our clock is ahead of Microsoft's, in ms; a second either way says nothing. */
  readonly clockSkewMs?: number;
  readonly accountProvenBy?: Fresh['accountProvenBy'];
}

interface End {
  readonly ending: Ending;
  readonly signedInAs?: string;
  readonly accountProvenBy?: Fresh['accountProvenBy'];
}

/** What we did last, to tell "nothing has happened yet" from "we are back here". */
interface Act {
  readonly screen: Screen;
  readonly document: number;
  readonly value: string | undefined;
  readonly control: string;
  /** How often the page had sent what this screen sends, before we pressed. */
  readonly sentBefore: number;
  presses: number;
}

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
  readonly #wire: Wire;
  readonly #selectors: readonly string[];
  readonly #hosts: readonly string[];
  readonly #met: string[] = [];
  readonly #held: ReadonlySet<FactorId>;
  /** What Microsoft has been shown of us. */
  readonly #proven = new Set<FactorId>();
  #act: Act | undefined;
  /** A screen counts as met again when it, or its document, has changed meanwhile. */
  #visit: { readonly screen: Screen; readonly document: number } | undefined;
  #last: Reading | undefined;
  #screen: Screen | undefined;
  #nameOnPasswordPage: string | undefined;
  /** The only origin that is given a credential. */
  readonly #origin: string;
  /** Where screens are looked for: these are Microsoft's. */
  readonly #origins: ReadonlySet<string>;
  #isDeadEnd = false;
  #isLeftAlone = false;
  /** When the page last changed: what comes after that is our patience, not the user's time. */
  #changedAt: number;
  #tried: FactorId | undefined;

  constructor(task: SignInTask) {
    const { monitor, page, clock, account, door } = task;
    const { shell, answers, dataHosts } = monitor.inside;
    this.#task = task;
    this.#steps = new Steps(clock);
    this.#changedAt = clock.elapsed();
    this.#held = heldBy(account);
    this.#origin = `https://${signInHosts[account.cloud]}`;
    this.#origins = new Set([this.#origin, `https://${task.passkey?.host ?? passkeyHost}`]);
    this.#hosts = hostsOf(monitor, door);
    this.#wire = new Wire(page, { hosts: dataHosts ?? this.#hosts, answers }, () => clock.now());
    this.#selectors = [anyControl, ...screens.flatMap(screen => screen.controls), ...shell];
    this.#wire.onTravel(
      host => this.#leaveFor(host),
      host => this.#arriveAt(host),
    );
  }

  async run(): Promise<SignInResult> {
    const end = await this.#knock().catch((error: unknown) => this.#broken(error));
    const { ending, signedInAs, accountProvenBy } = end;
    const { clockSkewMs } = this.#wire;
    const factor = factorIds.find(id => id !== 'password' && this.#proven.has(id)) as SignInResult['factor'];
    this.#steps.stop(waitedFor.has(ending) ? this.#changedAt : undefined);
    const observation: Observation = {
      ending,
      ...(await this.#wire.facts()),
      ...(this.#screen && { screen: this.#screen.id }),
      ...(this.#act && { isSent: this.#isSent(this.#act) }),
      ...(this.#last && { page: identify(this.#last, ending) }),
      ...(this.#tried !== undefined && { tried: this.#tried }),
      ...(signedInAs !== undefined && { signedInAs }),
    };
    return {
      observation,
      steps: this.#steps.list(),
      screens: this.#met,
      credentialsTyped: this.#proven.size > 0,
      ...(clockSkewMs !== undefined && { clockSkewMs }),
      ...(accountProvenBy && { accountProvenBy }),
      ...(factor !== undefined && { factor }),
    };
  }

  async #knock(): Promise<End> {
    const { page, door } = this.#task;
    this.#steps.start('open');
    await page.goto(door, { waitUntil: 'commit', timeout: Math.max(1, this.#left()) });

    for (;;) {
      const look = readPage(page, this.#selectors, this.#patience(), this.#last);
      look.catch(() => undefined); // it may lose the race and fail when the page is closed
      const reading = await Promise.race([look, this.#wire.loadFailed]);
      if (this.#wire.load?.errorText !== undefined) return { ending: 'unreachable' };
      const end = reading === undefined ? await this.#standStill() : await this.#see(reading);
      if (end !== undefined) return end;
    }
  }

  /** The page has changed: what it is now, and what to do there. The end, if it is one. */
  async #see(reading: Reading): Promise<End | undefined> {
    this.#last = reading;
    this.#changedAt = this.#task.clock.elapsed();
    this.#nameOnPasswordPage = reading.identity ?? this.#nameOnPasswordPage;
    if (this.#isAtCenter(reading)) {
      this.#screen = undefined;
      const isStanding = this.#task.monitor.inside.shell.every(control => reading.visible.includes(control));
      return isStanding ? this.#enter() : undefined;
    }
    const ending = await this.#meet(reading);
    return ending && { ending };
  }

  /** Recognises the screen and acts on it. */
  async #meet(reading: Reading): Promise<Ending | undefined> {
    const view = viewOf(reading, { met: this.#met, held: this.#held, shown: this.#proven });
    // Screens are Microsoft's: whatever looks like one elsewhere gets nothing from us.
    const isTheirs = this.#origins.has(new URL(reading.url).origin);
    const screen = isTheirs ? screens.find(candidate => candidate.matches(view)) : undefined;
    this.#screen = screen;
    this.#isLeftAlone = false;
    if (screen === undefined) return (this.#wire.load?.status ?? 0) >= 500 ? 'unreachable' : undefined;
    const { document } = reading;
    if (this.#visit?.screen !== screen || this.#visit.document !== document) {
      this.#visit = { screen, document };
      this.#steps.stop();
      this.#met.push(screen.id);
      if (screen.press === undefined) this.#steps.start(screen.step);
    }
    if (screen.refuses?.(view)) return 'refused';
    if (this.#isActOn(screen, reading)) return undefined; // the answer is still on its way
    // The way on may come a little later than the screen.
    this.#isDeadEnd = screen.isDeadEnd?.(view) ?? false;
    if (this.#isDeadEnd) return undefined;
    if (this.#met.filter(id => id === screen.id).length > screen.visits) return 'looping';

    const control = controlOf(screen, view);
    this.#isLeftAlone = control === undefined;
    if (control === undefined) return undefined;
    const value = screen.type && (await this.#valueOf(screen.type.what));
    if (this.#left() <= 0) return 'deadline';
    this.#act = {
      screen,
      document,
      value,
      control,
      sentBefore: this.#wire.requested(screen.sends),
      presses: 0,
    };
    await this.#typeAndPress(this.#act);
    return undefined;
  }

  /** What the page makes of it is seen by the next look. A press that is repeated begins the user's time anew. */
  async #typeAndPress(act: Act): Promise<void> {
    const { page } = this.#task;
    const { step, type, proves } = act.screen;
    this.#steps.start(step, act.presses > 0);
    act.presses += 1;
    if (type !== undefined && act.value !== undefined) {
      if (!(await typeInto(page, type.into, { value: act.value, origin: this.#origin }, this.#left())))
        return;
      if (proves !== undefined) this.#show(proves);
    }
    if (!this.#proven.has('passkey')) await this.#task.passkey?.putIn();
    await press(page, act.control, this.#left());
  }

  #show(factor: FactorId): void {
    this.#proven.add(factor);
    this.#tried = factor;
  }

  async #standStill(): Promise<End | undefined> {
    const act = this.#act;
    const isOurs = act !== undefined && this.#last !== undefined && this.#isActOn(this.#screen, this.#last);
    const decision = decideAtStandstill({
      isOver: this.#left() <= 0,
      isDeadEnd: this.#isDeadEnd && this.#screen !== undefined,
      isLeftAlone: this.#isLeftAlone,
      act: isOurs
        ? { isSent: this.#isSent(act), presses: act.presses, isSecret: isSecret(act.screen) }
        : undefined,
      isLoadBroken: this.#wire.load !== undefined,
      isPageAwaited: this.#wire.isPageAwaited,
      isAtCenter: this.#last !== undefined && this.#isAtCenter(this.#last),
      last: this.#last,
    });
    if (decision === 'look_on') return undefined;
    if (decision !== 'press_again') return { ending: decision };
    if (act !== undefined) await this.#typeAndPress(act);
    return undefined;
  }

  /** The shell stands: its first data must have come, and it must be ours. */
  async #enter(): Promise<End> {
    const { page, monitor, account } = this.#task;
    const { answers, whoAmI } = monitor.inside;
    const told = () => answers.map(path => this.#wire.answer(path));
    const isUsable = () => told().every(status => status === 200);
    // Of several calls below a path, one that is refused may be one that this role cannot make.
    const isRefused = (path: string) => !path.endsWith('/') && refusals.has(this.#wire.answer(path) ?? 0);
    const isDecided = () => isUsable() || answers.some(isRefused);
    await this.#wire.until(isDecided, Math.min(patience.answersMs, this.#left()));
    if (this.#wire.isGone) return { ending: 'browser_closed' };
    if (!isUsable()) return { ending: this.#left() <= 0 ? 'deadline' : this.#whatIsMissing() };
    this.#steps.stop();

    const inMenu = await whoIsSignedIn(page, whoAmI, this.#left());
    const name = inMenu ?? this.#nameOnPasswordPage;
    if (name === undefined) return { ending: 'unrecognised' };
    if (name.toLowerCase() !== account.username.toLowerCase())
      return { ending: 'wrong_account', signedInAs: name };
    return { ending: 'inside', accountProvenBy: inMenu === undefined ? 'password_page' : 'account_menu' };
  }

  /** Calls that are known only by where they go, and that never went there, are nothing to blame the center for. */
  #whatIsMissing(): Ending {
    const { answers } = this.#task.monitor.inside;
    const isElsewhere = answers.some(path => path.endsWith('/') && !this.#wire.hasAsked(path));
    return isElsewhere ? 'unrecognised' : 'shell_incomplete';
  }

  async #valueOf(what: Typed): Promise<string> {
    const { account, nextCode } = this.#task;
    switch (what) {
      case 'username':
        return account.username;
      case 'password':
        return account.password?.reveal() ?? '';
      case 'one_time_code':
        return (await nextCode()).reveal();
      case 'access_pass':
        return account.temporaryAccessPass?.reveal() ?? '';
    }
  }

  /** The browser leaves for the center: what was signed in lands there. */
  #leaveFor(host: string): void {
    const { account, passkey } = this.#task;
    const factor = factors.find(each => each.isShownTo?.(host, account));
    if (factor !== undefined) this.#show(factor.id);
    const isBehind = this.#proven.has('passkey') && host !== passkey?.host;
    if (isBehind || !this.#origins.has(`https://${host}`)) passkey?.takeOut();
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
    return isAmong(this.#hosts, host);
  }

  /** At the center after signing in. Its door, before that, is only on the way to the sign-in page. */
  #isAtCenter(reading: Reading): boolean {
    const { shell } = this.#task.monitor.inside;
    const isBehindTheDoor =
      this.#act !== undefined || shell.some(control => reading.visible.includes(control));
    return isBehindTheDoor && this.#isCenter(new URL(reading.url).host);
  }

  #isActOn(screen: Screen | undefined, reading: Reading): boolean {
    return this.#act !== undefined && this.#act.screen === screen && this.#act.document === reading.document;
  }

  #isSent(act: Act): boolean {
    return this.#wire.requested(act.screen.sends) > act.sentBefore;
  }

  #patience(): number {
    const isOnAct = this.#last !== undefined && this.#isActOn(this.#screen, this.#last);
    const isAnswerAwaited = isOnAct && this.#act !== undefined && !this.#isSent(this.#act);
    const swallowedMs = isSecret(this.#act?.screen) ? patience.swallowedSecretMs : patience.swallowedMs;
    const isSoon = isAnswerAwaited || (this.#isDeadEnd && this.#screen !== undefined);
    return Math.min(this.#left(), isSoon ? swallowedMs : patience.unrecognisedMs);
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

const controlOf = ({ press: pressed }: Screen, view: View): string | undefined =>
  typeof pressed === 'function' ? pressed(view) : pressed;

const isSecret = (screen: Screen | undefined): boolean =>
  screen?.type !== undefined && screen.type.what !== 'username';

const isCrash = (error: unknown): boolean =>
  error instanceof Error &&
  /crashed|has been closed|Browser closed|browser has disconnected/i.test(error.message);
