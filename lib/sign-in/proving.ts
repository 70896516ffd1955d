import type { FactorId } from '../core/account.ts';
import { factors, heldBy } from './factors/factors.ts';
import type { Typed } from './screens/screen.ts';
import type { SignInTask } from './task.ts';

type Means = Pick<SignInTask, 'account' | 'nextCode' | 'passkey'>;

/** What we can prove ourselves with, and what Microsoft has been shown of it so far. */
export class Proving {
  readonly #means: Means;
  readonly held: ReadonlySet<FactorId>;
  readonly #shown = new Set<FactorId>();
  #tried: FactorId | undefined;

  constructor(means: Means) {
    this.#means = means;
    this.held = heldBy(means.account);
  }

  get shown(): ReadonlySet<FactorId> {
    return this.#shown;
  }

  /** What was shown last. */
  get tried(): FactorId | undefined {
    return this.#tried;
  }

  show(factor: FactorId): void {
    this.#shown.add(factor);
    this.#tried = factor;
  }

  /** What is typed into a field of that kind. Screens that ask for what is not held have no way on. */
  async valueOf(what: Typed): Promise<string> {
    const { account, nextCode } = this.#means;
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
    const factor = factors.find(each => each.isShownTo?.(host, account));
    if (factor !== undefined) this.show(factor.id);
    const isBehind = this.#shown.has('passkey') && host !== passkey?.host;
    if (isBehind || !origins.has(`https://${host}`)) passkey?.takeOut();
  }
}
