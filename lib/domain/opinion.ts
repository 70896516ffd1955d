import { z } from 'zod';
import type { ReadOnly } from '../platform/read-only.ts';

// Second opinions: what was found out beside a sign-in that failed. Plain data, a part of the run record.

const address = z.string().describe('What was asked: host and path').optional();

const hostFound = z.object({
  host: z.string(),
  address,
  role: z
    .enum(['sign_in', 'assets', 'center', 'way'])
    .describe('`way`: another one that the sign-in was led to, such as an identity provider'),
  via: z.enum(['proxy', 'direct']),
  durationMs: z.number(),
  failed: z
    .enum(['dns', 'tcp', 'proxy', 'tunnel', 'tls', 'http'])
    .optional()
    .describe(
      'How far it came: `dns` no address for its name; `tcp` no connection to it; `proxy` the configured proxy itself; `tunnel` the proxy would not connect to it; `tls` its certificate or its encryption; `http` no answer to a request. Absent when it answered',
    ),
  error: z
    .string()
    .optional()
    .describe('What the network, TLS or the proxy called it: `ECONNREFUSED`, `CERT_HAS_EXPIRED`, `HTTP 407`'),
  issuer: z.string().optional().describe('Of a certificate that is not trusted: who issued it'),
  status: z.number().optional().describe('What it answered with'),
});
/** A look at one host: name, connection, certificate, answer. */
export type HostFound = ReadOnly<z.output<typeof hostFound>>;
export type ReachPhase = NonNullable<HostFound['failed']>;
/** What a host is for in a sign-in. */
export type HostRole = HostFound['role'];

const openIssue = z.object({
  id: z.string().describe('Such as `MO123456`'),
  service: z.string(),
  title: z.string(),
  classification: z.enum(['incident', 'advisory']),
  startedAt: z.string().optional(),
});
/** An issue of Microsoft's that is open (sign-in-facts 6.4). */
export type OpenIssue = ReadOnly<z.output<typeof openIssue>>;

/** What each opinion finds. A new one is an entry here, a file in lib/diagnosis/opinions/ and a line in the table there. */
const findings = {
  reach: z.object({ hosts: z.array(hostFound) }),
  /** `openid-configuration` of the tenant. */
  tenant: z.object({
    domain: z.string(),
    address,
    status: z.number(),
    isKnown: z.boolean().optional().describe('Absent where the answer says neither'),
    tenantId: z.string().optional(),
    isInThisCloud: z.boolean().optional(),
  }),
  /** `GetUserRealm`: who knows the passwords of this domain. */
  realm: z.object({
    domain: z.string(),
    address,
    kind: z.enum(['managed', 'federated', 'unknown']),
    provider: z.string().optional().describe('The host of the identity provider'),
  }),
  /** How far this clock is ahead of a server's. No `address` where what the host answered while signing in was enough. */
  clock: z.object({ host: z.string(), address, aheadMs: z.number() }),
  /** Microsoft Graph, asked as an application. What could not be asked is absent. */
  graph: z.object({
    address,
    refused: z.string().optional().describe('Why there was no token: the AADSTS number, or the status'),
    organization: z.number().optional().describe("What the tenant's own data answered with"),
    issues: z.array(openIssue).optional().describe('Open issues of identity and suite'),
    issuesStatus: z.number().optional().describe('Where the issues could not be read'),
    signIn: z
      .object({ errorCode: z.string(), reason: z.string().optional() })
      .optional()
      .describe("What the tenant's sign-in log says of this very sign-in"),
  }),
  /** The same account in another browser engine, where nothing secret had been typed yet. */
  engine: z.object({
    engine: z.string(),
    cause: z.string().optional().describe('Absent when it got in'),
  }),
};
export type OpinionId = keyof typeof findings;
export type Findings = { readonly [Id in OpinionId]: ReadOnly<z.output<(typeof findings)[Id]>> };

/** `late`: it did not come within the time that all share. `failed`: it broke, or the question got no answer. */
const missing = z.enum(['late', 'failed']);

type Answered<Id extends OpinionId> =
  | { readonly found: Findings[Id] }
  | { readonly missing: z.output<typeof missing>; readonly error?: string | undefined };

/** One opinion in the record. */
export type Opinion = {
  [Id in OpinionId]: { readonly id: Id; readonly durationMs: number } & Answered<Id>;
}[OpinionId];

const ids = Object.keys(findings);
/** A later version may know others. */
export const isOpinionId = (id: string): id is OpinionId => ids.includes(id);
const durationMs = z.number();
export const recordedOpinion = z.union([
  ...Object.entries(findings).map(([id, found]) => z.object({ id: z.literal(id), durationMs, found })),
  z.object({ id: z.enum(ids), durationMs, missing, error: z.string().optional() }),
  // Of a later version: it is shown by its name.
  z.object({ id: z.string().regex(new RegExp(`^(?!(?:${ids.join('|')})$)`), { abort: true }), durationMs }),
]) as unknown as z.ZodType<Opinion, Opinion>;

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
