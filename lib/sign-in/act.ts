import type { Page } from '@playwright/test';
import { Departure } from './network/departure.ts';
import type { Sent } from './network/sent.ts';
import { type Entry, goTo, press, typeInto } from './page-actions.ts';
import type { Field, Reading } from './page-reader.ts';
import type { ActionScreen, Control } from './screens/screen.ts';

/** What we did last on a page, to tell "nothing has happened yet" from "we are back here". */
export class Act {
  readonly screen: ActionScreen;
  readonly document: number;
  readonly fields: readonly Field[];
  /** The only one that gets what is typed. */
  readonly origin: string;
  readonly #control: Control;
  readonly #entries: readonly Entry[];
  /** What could be seen before. */
  readonly #visible: readonly string[];
  readonly #sent: Sent;
  /** How often the page had sent what this screen sends, before we pressed. */
  readonly #sentBefore: number;
  /** Of the credential, from when it is typed. */
  #departure: Departure | undefined;
  #presses = 0;
  #isTyped = false;
  /** May a press have come through to the page? And before the last one? */
  #isThrough = false;
  #wasThrough = false;
  #isTaken = true;
  #guardedPress: Awaited<ReturnType<typeof press>>;

  constructor(
    screen: ActionScreen,
    reading: Reading,
    {
      control,
      entries,
      sent,
    }: { readonly control: Control; readonly entries: readonly Entry[]; readonly sent: Sent },
  ) {
    this.screen = screen;
    this.document = reading.document;
    this.fields = reading.fields;
    this.origin = new URL(reading.url).origin;
    this.#visible = reading.visible;
    this.#control = control;
    this.#entries = entries;
    this.#sent = sent;
    this.#sentBefore = sent.requested(screen.sends);
  }

  get presses(): number {
    return this.#presses;
  }

  /** Is a credential typed? */
  get isSecret(): boolean {
    const { type } = this.screen;
    return type !== undefined && type.what !== 'username';
  }

  /**
   * Did the press reach the page? What was typed has left it then. A credential that a page should send with its form may
   * also be sent by a script, or from another page.
   */
  get isSent(): boolean {
    const { sends } = this.screen;
    if (this.isSecret && (sends === 'page' || sends === 'anything'))
      return this.#departure?.isHandedIn === true;
    return this.#sent.requested(sends) > this.#sentBefore;
  }

  /**
   * May it be pressed again? With a credential typed only where nothing has left that may be it. How the page of an
   * organisation's own server sends it is not known, so there one press that came through is the only one.
   */
  get isRepeatable(): boolean {
    if (!this.isSecret || !this.#isTyped) return true;
    const isUnknown = this.#isThrough && this.screen.at === 'identity_provider';
    return !isUnknown && !this.isSent && this.#departure?.isPossible !== true;
  }

  isOn(screen: unknown, { document }: Reading): boolean {
    return this.screen === screen && this.document === document;
  }

  /** Has the page come to complain since? */
  isComplainedOf({ visible }: Reading): boolean {
    const { complains = [] } = this.screen;
    return complains.some(each => !this.#visible.includes(each) && visible.includes(each));
  }

  /** May a credential that is typed have left the page? Pages may also send it on their own. */
  get mayHaveLeft(): boolean {
    return this.isSecret && this.#isTyped && (this.#isThrough || this.#departure?.isPossible === true);
  }

  /** Did the fields take and keep what was typed, as far as is known? Where they did not, nothing was pressed. */
  get isTaken(): boolean {
    return this.#isTaken;
  }

  /**
   * Types and presses, as far as the page lets us; what it makes of it is seen by the next look. Nothing is pressed where
   * the page has sent a credential as soon as it was typed.
   * @param typed called as soon as the last of it is in its field, also where the field has changed it
   * @param beforePress called before the press, where all of it was taken
   */
  async perform(
    page: Page,
    leftMs: () => number,
    { typed, beforePress }: { readonly typed: () => void; readonly beforePress: () => Promise<void> },
  ): Promise<void> {
    this.#presses += 1;
    this.#guardedPress = undefined;
    for (const entry of this.#entries) {
      if (entry === this.#entries.at(-1) && this.isSecret && this.#departure === undefined) {
        await goTo(page, entry, leftMs());
        this.#departure = new Departure(page.context(), entry.value, this.origin);
      }
      const result = await typeInto(page, entry, this.origin, leftMs());
      this.#isTaken = result === 'typed' || result === 'unreached';
      if (entry === this.#entries.at(-1) && (result === 'typed' || result === 'altered')) {
        this.#isTyped = true;
        typed();
      }
      if (result !== 'typed') return;
    }
    await beforePress();
    this.#wasThrough = this.#isThrough;
    this.#guardedPress = await press(page, this.#control, this.#entries, {
      leftMs: leftMs(),
      isTooLate: this.isSecret ? () => this.#isTooLate() : undefined,
    });
  }

  /** Would a press send the credential twice? The first one is stopped only by what the page has certainly sent. */
  #isTooLate(): boolean {
    const isTooLate = this.isSent || (this.#presses > 1 && !this.isRepeatable);
    this.#isThrough ||= !isTooLate;
    return isTooLate;
  }

  /** The page stands still: was the press stopped, because a field had not kept what was typed? */
  async lookBack(): Promise<void> {
    if (!(await this.#guardedPress?.hasStopped())) return;
    this.#isTaken = false;
    this.#isThrough = this.#wasThrough;
  }
}
