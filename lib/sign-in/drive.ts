import { isAmong } from '../domain/monitor.ts';
import { OwnTime } from '../platform/own-time.ts';
import { Act } from './act.ts';
import { type Acted, isSent, mayHaveLeft } from './acted.ts';
import { decide, isPressInDoubt, type Next } from './decide.ts';
import { type End, enter } from './enter.ts';
import { FactorUse } from './factor-use.ts';
import { NetworkObserver } from './network/observer.ts';
import { type Reading, readPage } from './page-reader.ts';
import { Passed } from './passed.ts';
import { anyControl, controlsOf } from './screens/screen.ts';
import { screens } from './screens/screens.ts';
import { patienceMs } from './standstill.ts';
import { type Memory, nothingSeen, type Places, placesOf, type State } from './state.ts';
import { Steps } from './steps.ts';
import type { SignInTask } from './task.ts';

/** Reads the page, asks `decide`, does what it says, and keeps what the result of the sign-in needs. */
export class Drive {
  readonly network: NetworkObserver;
  readonly steps: Steps;
  readonly passed = new Passed();
  readonly factorUse: FactorUse;
  readonly #task: SignInTask;
  readonly #places: Places;
  readonly #selectors: readonly string[];
  readonly #own: OwnTime;
  #memory = nothingSeen;
  #act: Act | undefined;
  /** May what was typed before the last act have left its page? */
  #hasLeft = false;
  #pagesBeforeAct = 0;
  #changedAt: number;

  constructor(task: SignInTask) {
    const { monitor, page, clock } = task;
    const { shell, answers, dataHosts } = monitor.ready;
    this.#task = task;
    this.steps = new Steps(clock);
    this.#own = new OwnTime(clock);
    this.#changedAt = clock.elapsed();
    this.factorUse = new FactorUse(task);
    this.#places = placesOf(task);
    const center = { hosts: dataHosts ?? this.#places.center, answers };
    this.network = new NetworkObserver(page, this.#places.signIn, center, () => clock.now());
    this.#selectors = [anyControl, ...screens.flatMap(controlsOf), ...shell];
    this.network.onTravel(
      host => this.#leaveFor(host),
      url => this.#arriveAt(url),
    );
  }

  get memory(): Memory {
    return this.#memory;
  }

  /** When the page last changed, on `clock.elapsed()`: what comes after that is our patience, not the user's time. */
  get changedAt(): number {
    return this.#changedAt;
  }

  /** May something that was typed have left its page, as far as was seen? */
  get mayHaveLeft(): boolean {
    return this.#hasLeft || (this.#act !== undefined && mayHaveLeft(this.#act.acted));
  }

  /** ms */
  get left(): number {
    return this.#task.deadline + this.#own.ms - this.#task.clock.elapsed();
  }

  /**
   * Goes to the start URL, and on until the way ends.
   * @throws Error what the browser, the page or the means to prove oneself throw
   */
  async toEnd(): Promise<End> {
    const { page, startUrl } = this.#task;
    this.steps.start('open');
    await page.goto(startUrl, { waitUntil: 'commit', timeout: Math.max(1, this.left) });
    for (;;) {
      const end = await this.#carryOut(this.#decide(await this.#look()));
      if (end !== undefined) return end;
    }
  }

  /** What the page is now; nothing when it stands still. */
  async #look(): Promise<Reading | undefined> {
    const timeoutMs = Math.min(this.left, patienceMs(this.#state));
    const look = readPage(this.#task.page, this.#selectors, timeoutMs, this.#memory.last);
    look.catch(() => undefined); // it may lose the race and fail when the page is closed
    const reading = await Promise.race([look, this.network.loading.failed]);
    if (reading === undefined && isPressInDoubt(this.#state)) await this.#act?.lookBack();
    return reading;
  }

  #decide(reading: Reading | undefined): Next {
    if (reading !== undefined) {
      this.noteGiven();
      this.#changedAt = this.#task.clock.elapsed();
    }
    const { visit } = this.#memory;
    const { memory, next, page } = decide(reading, this.#state);
    this.#memory = memory;
    if (page !== undefined) this.passed.see(page.document, page.said);
    if (memory.visit !== undefined && memory.visit !== visit) {
      const { screen } = memory.visit;
      this.steps.stop();
      if (screen.press === undefined) this.steps.start(screen.step);
    }
    return next;
  }

  get #state(): State {
    const { sent, loading } = this.network;
    return {
      places: this.#places,
      memory: this.#memory,
      acted: this.#act?.acted,
      used: this.factorUse.used,
      traffic: {
        failure: loading.failure,
        isPageAwaited: loading.isPageAwaited,
        isPageLoading: loading.coming.size > 0,
        sentTo: sent.origins,
        pagesSinceAct: sent.requested('page') - this.#pagesBeforeAct,
      },
      isOver: this.left <= 0,
    };
  }

  async #carryOut(next: Next): Promise<End | undefined> {
    switch (next.do) {
      case 'look':
        return undefined;
      case 'act':
        return this.#actOn(next);
      case 'press_again':
        if (this.#act !== undefined) await this.#perform(this.#act);
        return undefined;
      case 'enter':
        return this.#enter();
      case 'end':
        return { ending: next.ending };
    }
  }

  /** Types what belongs to the screen, and presses the control. */
  async #actOn({ screen, control, reading }: Next & { do: 'act' }): Promise<End | undefined> {
    await this.#act?.lookBack();
    this.noteGiven(mayHaveLeft);
    await this.#own.spend(async () => this.#task.leaving?.(screen.id));
    const entries = await this.#own.spend(() =>
      this.factorUse.entriesFor(screen, reading, this.network.clockSkewMs),
    );
    // It has left the page already.
    if (entries === undefined) return { ending: 'looping' };
    if (this.left <= 0) return { ending: 'deadline' };
    if (entries.length > 0) this.factorUse.fill(reading.fields);
    this.#hasLeft = this.mayHaveLeft;
    this.#act = new Act(screen, reading, { control, entries, sent: this.network.sent });
    this.#pagesBeforeAct = this.network.sent.requested('page');
    this.passed.act(screen.id);
    await this.#perform(this.#act);
    return undefined;
  }

  /** A press that is repeated begins the user's time anew. */
  async #perform(act: Act): Promise<void> {
    const { screen, document, presses } = act.acted;
    this.steps.start(screen.step, presses > 0);
    await act.perform(this.#task.page, () => this.left, {
      typed: () => this.factorUse.type(document, screen.proves),
      beforePress: () => this.#own.spend(() => this.factorUse.beforePress()),
    });
  }

  #enter(): Promise<End> {
    return enter(this.#task, {
      network: this.network,
      seen: () => this.steps.stop(),
      leftMs: () => this.left,
      namedBefore: this.#memory.named,
    });
  }

  /** The browser leaves for the identity provider, or for the center: what was signed in lands there. */
  #leaveFor(host: string): void {
    this.noteGiven();
    this.factorUse.leaveFor(host, this.#places.microsoft);
    const { running } = this.steps;
    if (running === 'username' && `https://${host}` === this.#places.federation)
      this.steps.start('federated');
    const isBefore = running !== undefined && running !== 'land' && running !== 'ready';
    if (this.#act !== undefined && isBefore && this.#isCenter(host)) this.steps.start('land');
  }

  /** The center's document is there; what follows is the shell and its data. */
  #arriveAt(url: URL): void {
    const past = { met: this.#memory.met, ...this.factorUse.used };
    this.passed.arrive(url.href, past, this.#places.microsoft);
    if (this.steps.running === 'land' && this.#isCenter(url.host)) this.steps.start('ready');
  }

  #isCenter(host: string): boolean {
    return isAmong(this.#places.center, host);
  }

  /** What was typed last is given once it has left the page. Before anything else is typed, it is enough that it may have. */
  noteGiven(hasLeft: (acted: Acted) => boolean = isSent): void {
    const acted = this.#act?.acted;
    const factor = acted?.screen.proves;
    if (acted === undefined || factor === undefined || !this.factorUse.shown.has(factor)) return;
    if (hasLeft(acted)) this.factorUse.give(factor, new URL(acted.origin).host, acted.fields);
  }
}
