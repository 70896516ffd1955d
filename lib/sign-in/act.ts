import type { Page } from '@playwright/test';
import { type Acted, isSecret, isTooLate } from './acted.ts';
import { Departure } from './network/departure.ts';
import type { Sent } from './network/sent.ts';
import { type Entry, goTo, press, typeInto } from './page-actions.ts';
import type { Reading } from './page-reader.ts';
import type { ActionScreen, Control } from './screens/screen.ts';

/** Types and presses on one screen, and knows what came of it. */
export class Act {
  readonly #before: Pick<Acted, 'screen' | 'document' | 'origin' | 'fields' | 'visible'>;
  readonly #control: Control;
  readonly #entries: readonly Entry[];
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
  /** Of the last press, where it was made. */
  #hasStopped: (() => Promise<boolean>) | undefined;

  constructor(
    screen: ActionScreen,
    { document, url, fields, visible }: Reading,
    {
      control,
      entries,
      sent,
    }: { readonly control: Control; readonly entries: readonly Entry[]; readonly sent: Sent },
  ) {
    this.#before = { screen, document, origin: new URL(url).origin, fields, visible };
    this.#control = control;
    this.#entries = entries;
    this.#sent = sent;
    this.#sentBefore = sent.requested(screen.sends);
  }

  /** What is known of it by now. */
  get acted(): Acted {
    return {
      ...this.#before,
      presses: this.#presses,
      isTyped: this.#isTyped,
      isTaken: this.#isTaken,
      isThrough: this.#isThrough,
      hasAsked: this.#sent.requested(this.#before.screen.sends) > this.#sentBefore,
      departed: this.#departure?.isHandedIn ? 'yes' : this.#departure?.isPossible ? 'perhaps' : 'no',
    };
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
    const { origin } = this.#before;
    const isCredential = isSecret(this.acted);
    this.#presses += 1;
    this.#hasStopped = undefined;
    for (const entry of this.#entries) {
      const isLast = entry === this.#entries.at(-1);
      if (isLast && isCredential && this.#departure === undefined) {
        await goTo(page, entry, leftMs());
        this.#departure = new Departure(page.context(), entry.value, origin);
      }
      const result = await typeInto(page, entry, origin, leftMs());
      this.#isTaken = result === 'typed' || result === 'unreached';
      if (isLast && (result === 'typed' || result === 'altered')) {
        this.#isTyped = true;
        typed();
      }
      if (result !== 'typed') return;
    }
    await beforePress();
    this.#wasThrough = this.#isThrough;
    this.#hasStopped = await press(page, this.#control, this.#entries, {
      leftMs: leftMs(),
      isTooLate: isCredential ? () => this.#mustStop() : undefined,
    });
  }

  /** The page no longer changes: was the press stopped, because a field had not kept what was typed? */
  async lookBack(): Promise<void> {
    if (!(await this.#hasStopped?.())) return;
    this.#isTaken = false;
    this.#isThrough = this.#wasThrough;
  }

  #mustStop(): boolean {
    const isStopped = isTooLate(this.acted);
    this.#isThrough ||= !isStopped;
    return isStopped;
  }
}
