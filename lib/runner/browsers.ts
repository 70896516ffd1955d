import type { Engine } from '../domain/engine.ts';
import { type BrowserSettings, type OpenBrowser, openBrowser } from './browser.ts';
import type { DriverFaults } from './driver-faults.ts';
import type { Unsandboxed } from './sandbox.ts';

/** A browser in use. It stays open at least until it is given back. */
export interface Lease {
  readonly browser: OpenBrowser;
  /** Nobody else is given it any more: with the last one who has it, it goes, and so does what it left on disk. */
  readonly retire: () => void;
  /** Has the driver failed since this browser was started? Then something that it should have said may be lost. */
  readonly hasDriverFailed: () => boolean;
  readonly release: () => void;
}

interface Running {
  readonly opening: Promise<OpenBrowser>;
  runs: number;
  users: number;
  hasDriverFailed: boolean;
  /** On a clock that never jumps, in ms. */
  idleSince: number;
}

interface Options {
  /** A browser is replaced after this many runs: what it leaks goes with it. */
  readonly mostRuns?: number;
  /** Milliseconds on a clock that never jumps. */
  readonly elapsed?: () => number;
  /** Called once when Chromium's sandbox turns out to be unavailable. */
  readonly onUnsandboxed?: (found: Unsandboxed) => void;
  readonly driverFaults?: DriverFaults | undefined;
  /** The driver has failed, and what starts from then on gets a new browser. */
  readonly onDriverFault?: (fault: Error) => void;
}

/** One running browser per engine: started when first needed, and again after it crashed, was closed or has run enough. */
export class Browsers {
  readonly #settings: (engine: Engine) => BrowserSettings;
  readonly #mostRuns: number;
  readonly #elapsed: () => number;
  readonly #onUnsandboxed: (found: Unsandboxed) => void;
  #unsandboxed: Unsandboxed | undefined;
  readonly #unlisten: (() => void) | undefined;
  readonly #running = new Map<Engine, Running>();
  /** All that have not been asked to close, including those that are no longer given out. */
  readonly #open = new Set<Running>();
  readonly #closing = new Set<Promise<void>>();

  constructor(
    settings: (engine: Engine) => BrowserSettings,
    {
      mostRuns = Infinity,
      elapsed = () => performance.now(),
      onUnsandboxed = () => undefined,
      driverFaults,
      onDriverFault = () => undefined,
    }: Options = {},
  ) {
    this.#settings = settings;
    this.#mostRuns = mostRuns;
    this.#elapsed = elapsed;
    this.#onUnsandboxed = onUnsandboxed;
    this.#unlisten = driverFaults?.listen(fault => {
      // A page may make it fail again and again: each browser is replaced, and worth a word, once.
      for (const running of this.#open) running.hasDriverFailed = true;
      if (this.#running.size === 0) return;
      for (const engine of this.#running.keys()) this.#retire(engine);
      onDriverFault(fault);
    });
  }

  /** @throws Error when the browser does not start */
  async lease(engine: Engine): Promise<Lease> {
    let running = this.#running.get(engine);
    if (running !== undefined && !(await isUsable(running)) && this.#running.get(engine) === running)
      this.#retire(engine);
    // Asked again: somebody else may have started one in the meantime.
    running = this.#running.get(engine) ?? this.#start(engine);
    running.users += 1;
    running.runs += 1;
    if (running.runs >= this.#mostRuns) this.#running.delete(engine);
    const used = running;
    try {
      return {
        browser: await used.opening,
        retire: () => {
          if (this.#running.get(engine) === used) this.#retire(engine);
        },
        hasDriverFailed: () => used.hasDriverFailed,
        release: () => this.#release(engine, used),
      };
    } catch (error) {
      this.#release(engine, used);
      throw error;
    }
  }

  /** Closes browsers that nobody has used for this long. */
  closeIdle(idleMs: number): void {
    for (const [engine, { users, idleSince }] of this.#running) {
      if (users === 0 && this.#elapsed() - idleSince >= idleMs) this.#retire(engine);
    }
  }

  /** Ends them all, also those in use. */
  async close(): Promise<void> {
    this.#running.clear();
    this.#unlisten?.();
    for (const running of this.#open) this.#end(running);
    await Promise.all(this.#closing);
  }

  #start(engine: Engine): Running {
    const opening = this.#openOne(engine);
    const running = { opening, runs: 0, users: 0, hasDriverFailed: false, idleSince: this.#elapsed() };
    this.#running.set(engine, running);
    this.#open.add(running);
    return running;
  }

  async #openOne(engine: Engine): Promise<OpenBrowser> {
    const browser = await openBrowser({ ...this.#settings(engine), unsandboxed: this.#unsandboxed });
    if (browser.unsandboxed !== undefined && this.#unsandboxed === undefined) {
      this.#unsandboxed = browser.unsandboxed;
      this.#onUnsandboxed(browser.unsandboxed);
    }
    return browser;
  }

  #release(engine: Engine, running: Running): void {
    running.users -= 1;
    running.idleSince = this.#elapsed();
    if (running.users === 0 && this.#running.get(engine) !== running) this.#end(running);
  }

  /** From now on nobody is given this browser; it closes when nobody uses it any more. */
  #retire(engine: Engine): void {
    const running = this.#running.get(engine);
    this.#running.delete(engine);
    if (running?.users === 0) this.#end(running);
  }

  #end(running: Running): void {
    if (!this.#open.delete(running)) return;
    const closing = running.opening.then(
      browser => browser.close(),
      () => undefined,
    );
    this.#closing.add(closing);
    void closing.finally(() => this.#closing.delete(closing));
  }
}

const isUsable = ({ opening }: Running): Promise<boolean> =>
  opening.then(
    browser => browser.isConnected(),
    () => false,
  );
