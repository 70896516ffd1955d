import type { Account } from '../accounts.ts';
import type { World } from '../world.ts';

/** What an authorization code stands for. */
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

/** The authorization codes that were handed out, each good once, for ten minutes; and the refresh tokens. */
export class Grants {
  readonly #world: World;
  readonly #grants = new Map<string, Grant>();
  readonly #kept = new Map<string, Grant>();

  constructor(world: World) {
    this.#world = world;
  }

  issue(grant: Omit<Grant, 'at'>): string {
    const code = `1.AWMB${this.#world.token(120)}`;
    this.#grants.set(code, { ...grant, at: this.#world.clock() });
    return code;
  }

  /** A refresh token for the same application; it stays good when it is used. */
  keep(grant: Omit<Grant, 'at'>): string {
    const token = `1.AWMB${this.#world.token(120)}`;
    this.#kept.set(token, { ...grant, at: this.#world.clock() });
    return token;
  }

  kept(token: string): Grant | undefined {
    return this.#kept.get(token);
  }

  redeem(code: string): Grant | undefined {
    const grant = this.#grants.get(code);
    this.#grants.delete(code);
    if (grant === undefined || this.#world.clock() - grant.at > lifetime) return undefined;
    return grant;
  }
}
