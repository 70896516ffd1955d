import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { type Account, guid } from '../accounts.ts';
import type { HostEnv } from '../network/answer.ts';
import type { SimulatorContext } from '../simulator-context.ts';

/** Somebody who is signed in at Entra in one browser. */
export interface BrowserSession {
  readonly id: string;
  readonly account: Account;
  readonly at: number;
}

const lifetime = 24 * 60 * 60 * 1000;
const names = ['ESTSAUTHPERSISTENT', 'ESTSAUTH', 'ESTSAUTHLIGHT'] as const;
// The form post back to the application crosses sites: Microsoft's cookies are SameSite=None.
const attributes = { path: '/', secure: true, httpOnly: true, sameSite: 'None' } as const;

/** Who is signed in, by Entra's own cookies (facts 2.21). */
export class BrowserSessions {
  readonly #simulator: SimulatorContext;
  readonly #sessions = new Map<string, BrowserSession>();

  constructor(simulator: SimulatorContext) {
    this.#simulator = simulator;
  }

  /** Signs an account in. `isPersistent`: for longer than the browser is open (facts 2.12). */
  start(context: Context<HostEnv>, account: Account, isPersistent: boolean): BrowserSession {
    const session = { id: guid(this.#simulator.random), account, at: this.#simulator.clock() };
    const value = `1.AWMB${this.#simulator.token(200)}`;
    this.#sessions.set(value, session);
    setCookie(context, 'ESTSAUTH', value, attributes);
    if (isPersistent)
      setCookie(context, 'ESTSAUTHPERSISTENT', value, { ...attributes, maxAge: 180 * 24 * 60 * 60 });
    setCookie(context, 'ESTSAUTHLIGHT', `+${session.id}`, { ...attributes, httpOnly: false });
    return session;
  }

  find(context: Context<HostEnv>): BrowserSession | undefined {
    for (const name of names) {
      const session = this.#sessions.get(getCookie(context, name) ?? '');
      if (session !== undefined && this.#simulator.clock() - session.at < lifetime) return session;
    }
    return undefined;
  }

  end(context: Context<HostEnv>): BrowserSession | undefined {
    const session = this.find(context);
    for (const name of names) {
      this.#sessions.delete(getCookie(context, name) ?? '');
      deleteCookie(context, name, attributes);
    }
    return session;
  }
}
