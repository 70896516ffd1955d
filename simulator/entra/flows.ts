import { type Account, guid } from '../accounts.ts';
import type { SimulatorContext } from '../simulator-context.ts';
import { SignInError } from './errors.ts';
import type { Locale } from './texts/locales.ts';

/** What an application asked for at `/authorize`. */
export interface AuthorizeRequest {
  /** `common`, `organizations`, or a tenant, as in the address. */
  readonly tenantSegment: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly responseType: readonly string[];
  readonly responseMode: 'form_post' | 'query' | 'fragment' | 'saml';
  readonly scope: string;
  readonly state: string | undefined;
  readonly nonce: string | undefined;
  readonly loginHint: string;
  readonly prompt: string;
  /** The id that the application gave to its SAML request. */
  readonly samlRequestId?: string;
  /** PKCE, method S256. */
  readonly codeChallenge: string | undefined;
}

/** A second factor that was chosen and not answered yet. */
export interface BegunAuth {
  readonly method: string;
  readonly sessionId: string;
  /** The number that a push wants typed into the phone; 0 where there is none. */
  readonly entropy: number;
}

/** One sign-in that has not ended yet. */
export interface Flow {
  readonly startedAt: number;
  readonly ctx: string;
  readonly canary: string;
  readonly apiCanary: string;
  readonly correlationId: string;
  readonly request: AuthorizeRequest;
  readonly locale: Locale;
  /** Set once the first factor was accepted. */
  account: Account | undefined;
  /** The user name that was entered; nothing is proven by it. */
  username: string | undefined;
  /** What a passkey has to sign; good once. */
  challenge: string | undefined;
  passwordAccepted: boolean;
  begun: BegunAuth | undefined;
  /** The list of second factors was asked for, in place of the default. */
  listsProofs: boolean;
  codeAccepted: boolean;
  wrongCodes: number;
  /** Screens that came and were answered. */
  readonly answered: Set<string>;
  keepSignedIn: boolean;
  /** Counts the forms that were posted: a flow token is good for one of them. */
  turn: number;
}

interface IssuedToken {
  readonly flow: Flow;
  readonly turn: number;
  readonly at: number;
}

const lifetime = 15 * 60 * 1000;

/** The sign-ins that have not ended yet, found by the flow tokens that pages and JSON answers hand out (`sFT`, `FlowToken`). */
export class Flows {
  readonly #simulator: SimulatorContext;
  readonly #tokens = new Map<string, IssuedToken>();
  readonly #byContext = new Map<string, Flow>();

  constructor(simulator: SimulatorContext) {
    this.#simulator = simulator;
  }

  open(request: AuthorizeRequest, locale: Locale, correlationId: string | undefined): Flow {
    this.#forgetOld();
    const simulator = this.#simulator;
    const flow: Flow = {
      startedAt: simulator.clock(),
      ctx: `rQQIARAA${simulator.token(180)}`,
      canary: `${simulator.token(24)}=1:1:CANARY:${simulator.token(32)}`,
      apiCanary: `PAQABDgEAAAD${simulator.token(120)}`,
      correlationId: correlationId ?? guid(simulator.random),
      request,
      locale,
      account: undefined,
      username: undefined,
      challenge: undefined,
      passwordAccepted: false,
      begun: undefined,
      listsProofs: false,
      codeAccepted: false,
      wrongCodes: 0,
      answered: new Set(),
      keepSignedIn: false,
      turn: 0,
    };
    this.#byContext.set(flow.ctx, flow);
    return flow;
  }

  /** The sign-in of a context: what `/reprocess` is asked with. */
  withContext(ctx: string): Flow {
    const flow = this.#byContext.get(ctx);
    if (flow === undefined) throw new SignInError('90013');
    return flow;
  }

  /** A flow token for what comes next. */
  issue(flow: Flow): string {
    const token = `AQABIQEAAAD${this.#simulator.token(150)}`;
    this.#tokens.set(token, { flow, turn: flow.turn, at: this.#simulator.clock() });
    return token;
  }

  /** The sign-in that a request belongs to; throws when a value was changed, was used before or is too old. */
  find(sent: { readonly flowToken: string; readonly ctx: string; readonly canary: string }): Flow {
    if (sent.flowToken === '') throw new SignInError('900144');
    const issued = this.#tokens.get(sent.flowToken);
    if (issued === undefined) throw new SignInError('90013');
    const { flow, turn, at } = issued;
    if (turn !== flow.turn || this.#simulator.clock() - at > lifetime)
      throw new SignInError('50089', flow.correlationId);
    if (sent.ctx !== '' && sent.ctx !== flow.ctx) throw new SignInError('90013', flow.correlationId);
    // Clients send the page's canary as a header, too, where the pages send the API's.
    if (sent.canary !== '' && sent.canary !== flow.canary && sent.canary !== flow.apiCanary) {
      throw new SignInError('165900', flow.correlationId);
    }
    return flow;
  }

  /** As `find`, for a form that moves the sign-in on: the token is used up. */
  spend(sent: { readonly flowToken: string; readonly ctx: string; readonly canary: string }): Flow {
    const flow = this.find(sent);
    flow.turn += 1;
    return flow;
  }

  #forgetOld(): void {
    const oldest = this.#simulator.clock() - lifetime * 4;
    for (const [token, issued] of this.#tokens) {
      if (issued.at >= oldest) break;
      this.#tokens.delete(token);
    }
    for (const [ctx, flow] of this.#byContext) {
      if (flow.startedAt >= oldest) break;
      this.#byContext.delete(ctx);
    }
  }
}
