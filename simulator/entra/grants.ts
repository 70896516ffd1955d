import type { Account } from '../accounts.ts';
import type { SimulatorContext } from '../simulator-context.ts';

/** What an authorization code or a refresh token grants. */
export interface Grant {
  readonly account: Account;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly sessionId: string;
  readonly nonce: string | undefined;
  readonly scope: string;
  readonly codeChallenge: string | undefined;
  readonly at: number;
}

const lifetime = 10 * 60 * 1000;

/** The authorization codes that were issued, each valid once and for ten minutes; and the refresh tokens. */
export class Grants {
  readonly #simulator: SimulatorContext;
  readonly #grants = new Map<string, Grant>();
  readonly #refreshTokens = new Map<string, Grant>();

  constructor(simulator: SimulatorContext) {
    this.#simulator = simulator;
  }

  issue(grant: Omit<Grant, 'at'>): string {
    const code = `1.AWMB${this.#simulator.token(120)}`;
    this.#grants.set(code, { ...grant, at: this.#simulator.clock() });
    return code;
  }

  /** A refresh token for the same application; it stays valid when it is used. */
  issueRefreshToken(grant: Omit<Grant, 'at'>): string {
    const token = `1.AWMB${this.#simulator.token(120)}`;
    this.#refreshTokens.set(token, { ...grant, at: this.#simulator.clock() });
    return token;
  }

  findRefreshToken(token: string): Grant | undefined {
    return this.#refreshTokens.get(token);
  }

  redeem(code: string): Grant | undefined {
    const grant = this.#grants.get(code);
    this.#grants.delete(code);
    if (grant === undefined || this.#simulator.clock() - grant.at > lifetime) return undefined;
    return grant;
  }
}
