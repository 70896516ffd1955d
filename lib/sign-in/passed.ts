import type { Said } from '../domain/observation.ts';
import { unread } from './page-reader.ts';
import { isTerminalScreen, type Past, type Screen, type View, viewOf } from './screens/screen.ts';
import { recognise } from './screens/screens.ts';

/**
 * What pages have said that then went on by themselves: that the sign-in ends there, or why something was refused. How
 * long such a page stays is chance, so what it said stays known until we get further than before.
 */
export class Passed {
  readonly #said: Said[] = [];
  readonly #actedOn = new Set<string>();
  /** What the page that is there says; its document, once that was looked at. */
  #now: { readonly document: number | undefined; readonly said: Said } | undefined;

  get list(): readonly Said[] {
    return this.#said;
  }

  /**
   * A document has arrived. It may be gone before anybody has looked at it, and its address may say enough.
   * @param origins Microsoft's
   */
  arrive(url: string, past: Past, origins: ReadonlySet<string>): void {
    this.#leave();
    const page = unread(url);
    const view = viewOf(page, past);
    const said = saidOn(recognise(view, page, origins), view);
    this.#now = said && { document: undefined, said };
  }

  /** A look at a document has found that it says this. */
  see(document: number, said: Said | undefined): void {
    if (this.#now?.document !== undefined && this.#now.document !== document) this.#leave();
    this.#now = said && { document, said };
  }

  /** We act on a page, so that it does not go on by itself. On a screen that is new, we have got further. */
  act(screen: string): void {
    this.#now = undefined;
    if (!this.#actedOn.has(screen)) this.#said.length = 0;
    this.#actedOn.add(screen);
  }

  #leave(): void {
    const { said } = this.#now ?? {};
    this.#now = undefined;
    const isKnown = this.#said.some(each => each.stop === said?.stop && each.errorCode === said?.errorCode);
    if (said !== undefined && !isKnown) this.#said.push(said);
  }
}

/** What a page says: that the sign-in ends there, or why something was refused. */
export function saidOn(screen: Screen | undefined, view: View): Said | undefined {
  const stop = screen !== undefined && isTerminalScreen(screen) ? screen : undefined;
  const errorCode = stop === undefined ? view.refusal : view.code;
  return stop === undefined && errorCode === undefined ? undefined : { stop: stop?.stops(view), errorCode };
}
