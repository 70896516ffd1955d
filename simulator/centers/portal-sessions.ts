import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Account } from '../accounts.ts';
import { guid, tenant } from '../accounts.ts';
import type { HostEnv } from '../network/answer.ts';
import type { SimulatorContext } from '../simulator-context.ts';

/** The owner of a session at a center, which may have expired. */
export interface Visitor {
  readonly account: Account;
  readonly isExpired: boolean;
}

interface PortalSession {
  readonly account: Account;
  readonly at: number;
}

/** What a center expects back from a visitor that it has sent to Entra. */
export interface SignInAttempt {
  readonly nonce: string;
  readonly host: string;
  /** The origin at Entra that the tokens have to come from. */
  readonly issuedAt: string;
  readonly returnTo: string;
  readonly at: number;
}

const sessionLifetime = 8 * 60 * 60 * 1000;
const attemptLifetime = 60 * 60 * 1000;
const attributes = { path: '/', secure: true, httpOnly: true, sameSite: 'None' } as const;
const cookieNames = [
  'RootAuthToken',
  'SPAAuthCookie',
  'OIDCAuthCookie',
  's.AjaxSessionKey',
  's.SessID',
  's.UserTenantId',
  's.userid',
  'x-portal-routekey',
  'UserLoginRef',
];

/** The sessions of a center, by its own cookies (facts 5.3), and the sign-ins it has sent to Entra. */
export class PortalSessions {
  readonly #simulator: SimulatorContext;
  readonly #sessions = new Map<string, PortalSession>();
  readonly #attempts = new Map<string, SignInAttempt>();

  constructor(simulator: SimulatorContext) {
    this.#simulator = simulator;
  }

  /** Remembers that a visitor is sent to Entra, and returns the `state` that has to come back. */
  begin(
    host: string,
    issuedAt: string,
    returnTo: string,
  ): { readonly state: string; readonly nonce: string } {
    const state = `OpenIdConnect.AuthenticationProperties=${this.#simulator.token(96)}`;
    const nonce = `${this.#simulator.clock()}.${this.#simulator.token(48)}`;
    this.#attempts.set(state, { nonce, host, issuedAt, returnTo, at: this.#simulator.clock() });
    return { state, nonce };
  }

  /** The attempt that a `state` belongs to; valid once. */
  redeem(state: string): SignInAttempt | undefined {
    const attempt = this.#attempts.get(state);
    this.#attempts.delete(state);
    if (attempt === undefined || this.#simulator.clock() - attempt.at > attemptLifetime) return undefined;
    return attempt;
  }

  start(context: Context<HostEnv>, account: Account): void {
    const value = this.#simulator.token(160);
    this.#sessions.set(value, { account, at: this.#simulator.clock() });
    const readable = { ...attributes, httpOnly: false };
    setCookie(context, 'RootAuthToken', value, attributes);
    setCookie(context, 'SPAAuthCookie', this.#simulator.token(120), attributes);
    setCookie(context, 'OIDCAuthCookie', this.#simulator.token(120), attributes);
    setCookie(context, 's.AjaxSessionKey', this.#simulator.token(32), readable);
    setCookie(context, 's.SessID', guid(this.#simulator.random), readable);
    setCookie(context, 's.UserTenantId', tenant.id, readable);
    setCookie(context, 's.userid', account.id, readable);
    setCookie(context, 'x-portal-routekey', 'jpe', readable);
    setCookie(context, 'UserLoginRef', '/homepage', readable);
  }

  find(context: Context<HostEnv>): Visitor | undefined {
    const session = this.#sessions.get(getCookie(context, 'RootAuthToken') ?? '');
    if (session === undefined) return undefined;
    const { account, at } = session;
    context.set('account', account);
    return { account, isExpired: this.#simulator.clock() - at > sessionLifetime };
  }

  end(context: Context<HostEnv>): Visitor | undefined {
    const session = this.find(context);
    this.#sessions.delete(getCookie(context, 'RootAuthToken') ?? '');
    for (const name of cookieNames) deleteCookie(context, name, attributes);
    return session;
  }
}
