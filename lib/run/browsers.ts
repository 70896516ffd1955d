import type { Engine } from '../core/engine.ts';
import { type BrowserSettings, type OpenBrowser, openBrowser } from './browser.ts';

/** One running browser per engine for a round: started when first needed, and again after a crash. */
export class Browsers {
  readonly #settings: (engine: Engine) => BrowserSettings;
  readonly #open = new Map<Engine, Promise<OpenBrowser>>();

  constructor(settings: (engine: Engine) => BrowserSettings) {
    this.#settings = settings;
  }

  /** @throws Error when the browser does not start */
  async get(engine: Engine): Promise<OpenBrowser> {
    const running = await this.#open.get(engine)?.catch(() => undefined);
    if (running?.isConnected()) return running;
    await running?.close();
    const started = openBrowser(this.#settings(engine));
    this.#open.set(engine, started);
    return started;
  }

  async close(): Promise<void> {
    await Promise.all(
      [...this.#open.values()].map(opening =>
        opening.then(
          browser => browser.close(),
          () => undefined,
        ),
      ),
    );
    this.#open.clear();
  }
}
