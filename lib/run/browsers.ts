import type { Engine } from '../core/engine.ts';
import { type BrowserSettings, type OpenBrowser, openBrowser } from './browser.ts';

/** One running browser per engine: started when first needed, and again after it crashed or was discarded. */
export class Browsers {
  readonly #settings: (engine: Engine) => BrowserSettings;
  readonly #open = new Map<Engine, Promise<OpenBrowser>>();

  constructor(settings: (engine: Engine) => BrowserSettings) {
    this.#settings = settings;
  }

  /** @throws Error when the browser does not start */
  get(engine: Engine): Promise<OpenBrowser> {
    const before = this.#open.get(engine);
    const next = before === undefined ? this.#start(engine) : this.#keep(engine, before);
    // Set before anything is awaited: whoever asks meanwhile gets the same browser.
    this.#open.set(engine, next);
    return next;
  }

  async close(): Promise<void> {
    const opening = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(
      opening.map(each =>
        each.then(
          browser => browser.close(),
          () => undefined,
        ),
      ),
    );
  }

  #start(engine: Engine): Promise<OpenBrowser> {
    return openBrowser(this.#settings(engine));
  }

  async #keep(engine: Engine, opening: Promise<OpenBrowser>): Promise<OpenBrowser> {
    const browser = await opening.catch(() => undefined);
    if (browser?.isConnected()) return browser;
    await browser?.close();
    return this.#start(engine);
  }
}
