import type { Account } from '../accounts.ts';
import type { SimulatorContext } from '../simulator-context.ts';

const lifetime = 5 * 60 * 1000;

/** What identity providers have vouched for. Entra believes each statement once, for five minutes. */
export class Assertions {
  readonly #simulator: SimulatorContext;
  readonly #issued = new Map<string, { readonly account: Account; readonly at: number }>();

  constructor(simulator: SimulatorContext) {
    this.#simulator = simulator;
  }

  issue(account: Account): string {
    const id = `_${this.#simulator.token(24)}`;
    this.#issued.set(id, { account, at: this.#simulator.clock() });
    return id;
  }

  /** The account that a statement is about; undefined when it was not issued here, was used before or is too old. */
  redeem(id: string): Account | undefined {
    const issued = this.#issued.get(id);
    this.#issued.delete(id);
    return issued !== undefined && this.#simulator.clock() - issued.at <= lifetime
      ? issued.account
      : undefined;
  }
}
