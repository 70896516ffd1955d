import type { Page } from '@playwright/test';
import { press, typeInto } from './hands.ts';
import type { Reading } from './page-reader.ts';
import type { Passage } from './screens/screen.ts';
import type { Wire } from './wire.ts';

/** A value and the field that it goes into. */
export interface Entry {
  readonly into: string;
  readonly value: string;
}

/** What we did last on a page, to tell "nothing has happened yet" from "we are back here". */
export class Act {
  readonly screen: Passage;
  readonly document: number;
  /** The only one that gets what is typed. */
  readonly origin: string;
  readonly #control: string;
  readonly #entries: readonly Entry[];
  /** What could be seen before. */
  readonly #visible: readonly string[];
  readonly #wire: Wire;
  /** How often the page had sent what this screen sends, before we pressed. */
  readonly #sentBefore: number;
  #presses = 0;

  constructor(
    screen: Passage,
    reading: Reading,
    {
      control,
      entries,
      wire,
    }: { readonly control: string; readonly entries: readonly Entry[]; readonly wire: Wire },
  ) {
    this.screen = screen;
    this.document = reading.document;
    this.origin = new URL(reading.url).origin;
    this.#visible = reading.visible;
    this.#control = control;
    this.#entries = entries;
    this.#wire = wire;
    this.#sentBefore = wire.requested(screen.sends);
  }

  get presses(): number {
    return this.#presses;
  }

  /** Is a credential typed? */
  get isSecret(): boolean {
    const { type } = this.screen;
    return type !== undefined && type.what !== 'username';
  }

  /** Did the press reach the page? What was typed has left it then. */
  get isSent(): boolean {
    return this.#wire.requested(this.screen.sends) > this.#sentBefore;
  }

  isOn(screen: unknown, { document }: Reading): boolean {
    return this.screen === screen && this.document === document;
  }

  /** Has the page come to complain since? */
  isComplainedOf({ visible }: Reading): boolean {
    const { complains } = this.screen;
    return complains !== undefined && !this.#visible.includes(complains) && visible.includes(complains);
  }

  /**
   * Types and presses, as far as the page lets us; what it makes of it is seen by the next look.
   * @param typed called once everything stands in its field
   */
  async perform(page: Page, leftMs: () => number, typed: () => Promise<void>): Promise<void> {
    this.#presses += 1;
    for (const { into, value } of this.#entries)
      if (!(await typeInto(page, into, { value, origin: this.origin }, leftMs()))) return;
    await typed();
    await press(page, this.#control, leftMs());
  }
}
