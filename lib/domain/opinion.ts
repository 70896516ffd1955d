// Second opinions: what was found out beside a sign-in that failed. Plain data, a part of the run record.

/**
 * How far a look at a host came when it failed: `dns` no address for its name; `tcp` no connection to it; `proxy` the
 * configured proxy itself; `tunnel` the proxy would not connect to it; `tls` its certificate or its encryption; `http`
 * no answer to a request.
 */
export type ReachPhase = 'dns' | 'tcp' | 'proxy' | 'tunnel' | 'tls' | 'http';

/** What a host is for in a sign-in. `way`: another one that the sign-in was led to, such as an identity provider. */
export type HostRole = 'sign_in' | 'assets' | 'center' | 'way';

/** A look at one host: name, connection, certificate, answer. */
export interface HostFound {
  readonly host: string;
  /** What was asked for there: host and path. */
  readonly address?: string | undefined;
  readonly role: HostRole;
  readonly via: 'proxy' | 'direct';
  readonly durationMs: number;
  /** Absent when it answered. */
  readonly failed?: ReachPhase;
  /** What the network, TLS or the proxy called it: `ECONNREFUSED`, `CERT_HAS_EXPIRED`, `HTTP 407`. */
  readonly error?: string;
  /** Of a certificate that is not trusted: who issued it. */
  readonly issuer?: string;
  /** What it answered with. */
  readonly status?: number;
}

/** An issue of Microsoft's that is open (sign-in-facts 6.4). */
export interface OpenIssue {
  /** Such as `MO123456`. */
  readonly id: string;
  readonly service: string;
  readonly title: string;
  readonly classification: 'incident' | 'advisory';
  readonly startedAt?: string;
}

/** What each opinion finds. A new one is an entry here, a file in lib/diagnosis/opinions/ and a line in the table there. */
export interface Findings {
  // `address` is what was asked, as host and path: another page of the same host may have answered otherwise.
  readonly reach: { readonly hosts: readonly HostFound[] };
  /** `openid-configuration` of the tenant: `isKnown` is absent where the answer says neither. */
  readonly tenant: {
    readonly domain: string;
    readonly address?: string | undefined;
    readonly status: number;
    readonly isKnown?: boolean;
    readonly tenantId?: string;
    readonly isInThisCloud?: boolean;
  };
  /** `GetUserRealm`: who knows the passwords of this domain. */
  readonly realm: {
    readonly domain: string;
    readonly address?: string | undefined;
    readonly kind: 'managed' | 'federated' | 'unknown';
    /** The host of the identity provider. */
    readonly provider?: string;
  };
  /** How far this clock is ahead of a server's. */
  readonly clock: {
    readonly host: string;
    /** Absent where what the host answered while signing in was enough. */
    readonly address?: string | undefined;
    readonly aheadMs: number;
  };
  /** Microsoft Graph, asked as an application. What could not be asked is absent. */
  readonly graph: {
    readonly address?: string | undefined;
    /** Why there was no token: the AADSTS number, or the status. */
    readonly refused?: string;
    /** What the tenant's own data answered with. */
    readonly organization?: number;
    /** Open issues of identity and suite; `issuesStatus` where they could not be read. */
    readonly issues?: readonly OpenIssue[];
    readonly issuesStatus?: number;
    /** What the tenant's sign-in log says of this very sign-in. */
    readonly signIn?: { readonly errorCode: string; readonly reason?: string };
  };
  /** The same account in another browser engine, where nothing secret had been typed yet. `cause` is absent when it got in. */
  readonly engine: { readonly engine: string; readonly cause?: string };
}
export type OpinionId = keyof Findings;

/** `late`: it did not come within the time that all share. `failed`: it broke, or the question got no answer. */
type Answered<Id extends OpinionId> =
  | { readonly found: Findings[Id] }
  | { readonly missing: 'late' | 'failed'; readonly error?: string };

/** One opinion in the record. */
export type Opinion = {
  [Id in OpinionId]: { readonly id: Id; readonly durationMs: number } & Answered<Id>;
}[OpinionId];

/** What an opinion found, if it was asked and knew. */
export function findingOf<Id extends OpinionId>(
  opinions: readonly Opinion[],
  id: Id,
): Findings[Id] | undefined {
  for (const opinion of opinions) {
    if (opinion.id === id && 'found' in opinion) return opinion.found as Findings[Id];
  }
  return undefined;
}
