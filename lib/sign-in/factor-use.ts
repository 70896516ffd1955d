import { type FactorId, heldBy } from '../domain/account.ts';
import { isIdentityProvider } from '../domain/hosts.ts';
import type { Given } from '../domain/observation.ts';
import { factors } from './factors/factors.ts';
import type { Entry } from './page-actions.ts';
import type { Field, Reading } from './page-reader.ts';
import type { ActionScreen, Typed, Used } from './screens/screen.ts';
import type { SignInTask } from './task.ts';

type Means = Pick<SignInTask, 'account' | 'nextCode' | 'passkey' | 'permit'>;

/** What we can prove ourselves with, and what has been used of it so far. */
export class FactorUse {
  readonly #means: Means;
  readonly held: ReadonlySet<FactorId>;
  readonly #shown = new Set<FactorId>();
  #given: readonly Given[] = [];
  #filled: readonly Field[] = [];
  #givenIn: readonly Field[] | undefined;
  #typedIn: number | undefined;

  constructor(means: Means) {
    this.#means = means;
    this.held = new Set(heldBy(means.account));
  }

  /** What was typed or shown, wherever it went from there. */
  get shown(): ReadonlySet<FactorId> {
    return this.#shown;
  }

  /** What of it has left the page. */
  get given(): readonly Given[] {
    return this.#given;
  }

  /**
   * Something was typed into a document.
   * @param proves the credential that it is, if it is one
   */
  type(document: number, proves: FactorId | undefined): void {
    if (proves !== undefined) this.#shown.add(proves);
    this.#typedIn = document;
  }

  /** As the screens see it. */
  get used(): Used {
    return {
      held: this.held,
      shown: this.#shown,
      filled: { all: this.#filled, given: this.#givenIn },
      typedIn: this.#typedIn,
    };
  }

  /** A page with these fields is typed into. */
  fill(fields: readonly Field[]): void {
    this.#filled = [...this.#filled, ...fields];
  }

  /** What was typed into these fields of a page has left it, or was shown to a host. May be said more than once. */
  give(factor: FactorId, host: string, fields: readonly Field[] | undefined = this.#givenIn): void {
    this.#givenIn = fields;
    if (!this.#given.some(each => each.factor === factor)) this.#given = [...this.#given, { factor, host }];
  }

  /**
   * What is typed where on a page, in the order of a person. Nothing for a credential that has left the page already.
   * @param skewMs how far our clock is ahead of Microsoft's, where that is known
   * @throws Withheld when the credential must not be typed
   */
  async entriesFor(
    { names, type, proves }: ActionScreen,
    { visible }: Reading,
    skewMs?: number,
  ): Promise<Entry[] | undefined> {
    if (type === undefined) return [];
    const value = await this.#valueOf(type.what, proves, skewMs);
    if (value === undefined) return undefined;
    const isNamed = names !== undefined && visible.includes(names);
    const name = isNamed ? [{ into: names, value: this.#means.account.username }] : [];
    return [...name, { into: type.into, value }];
  }

  /**
   * What is typed into a field of that kind. Nothing for a credential that has left the page: it is never typed again in
   * this sign-in, on any page. A screen that asks for a factor that is not configured has no way on.
   * @param proves the credential that it is, if it is one
   * @param skewMs how far our clock is ahead of Microsoft's, where that is known
   * @throws Withheld when the credential must not be typed
   */
  async #valueOf(what: Typed, proves?: FactorId, skewMs?: number): Promise<string | undefined> {
    const { account, nextCode, permit } = this.#means;
    if (proves !== undefined && this.#given.some(({ factor }) => factor === proves)) return undefined;
    if (proves !== undefined) await permit?.(proves, skewMs);
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

  /** A press may lead to the page that asks for the passkey as soon as it is there. */
  async beforePress(): Promise<void> {
    if (!this.#shown.has('passkey')) await this.#means.passkey?.putIn();
  }

  /**
   * The browser leaves for a host: what it shows there by itself, and what it must not have there.
   * @param origins Microsoft's
   */
  leaveFor(host: string, origins: ReadonlySet<string>): void {
    const { account, passkey } = this.#means;
    const isTheirs = origins.has(`https://${host}`);
    if (isTheirs)
      this.#given = this.#given.map(each =>
        isIdentityProvider(each.host) ? { ...each, isPassed: true } : each,
      );
    const factor = factors.find(each => each.isShownTo?.(host, account));
    if (factor !== undefined) {
      this.#shown.add(factor.id);
      this.give(factor.id, host);
    }
    const isBehind = this.#shown.has('passkey') && host !== passkey?.host;
    if (isBehind || !isTheirs) passkey?.takeOut();
  }
}
