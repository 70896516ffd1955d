import type { Account } from '../accounts.ts';
import type { SimulatorContext } from '../simulator-context.ts';

interface Registration {
  readonly account: Account;
  readonly challenge: string;
}

/** Registrations of passkeys that have begun, by a ticket that is valid once. */
export class Registrations {
  readonly #simulator: SimulatorContext;
  readonly #open = new Map<string, Registration>();

  constructor(simulator: SimulatorContext) {
    this.#simulator = simulator;
  }

  begin(account: Account): string {
    const ticket = this.#simulator.token(24);
    this.#open.set(ticket, { account, challenge: `C.${this.#simulator.token(48)}` });
    return ticket;
  }

  find(ticket: string): Registration | undefined {
    return this.#open.get(ticket);
  }

  end(ticket: string): Registration | undefined {
    const registration = this.#open.get(ticket);
    this.#open.delete(ticket);
    return registration;
  }
}
