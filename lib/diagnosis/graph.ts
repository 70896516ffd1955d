import type { GraphAccess } from '../domain/account.ts';
import { type Cloud, graphHosts, signInHosts } from '../domain/cloud.ts';
import { fieldsOf } from '../platform/json-fields.ts';
import type { Way } from './connection.ts';
import { reach } from './reach.ts';

/** What Microsoft Graph is asked for, each with the application permission that it takes (sign-in-facts 6.4, 6.5). */
export const graphQuestions = {
  organization: { path: '/v1.0/organization?$select=id', permission: 'Organization.Read.All' },
  health: {
    path: '/v1.0/admin/serviceAnnouncement/healthOverviews?$expand=issues',
    permission: 'ServiceHealth.Read.All',
  },
  signIns: { path: '/v1.0/auditLogs/signIns?$top=1', permission: 'AuditLog.Read.All' },
} as const;

/** What Graph answered: an object, of which `list` is the `value`, where it is a list. */
export interface GraphAnswer {
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly list: ReadonlyArray<Readonly<Record<string, unknown>>>;
}

/** A client of Microsoft Graph, or why there is none: the AADSTS number, or the status. */
export type GraphClient =
  | { readonly get: (path: string) => Promise<GraphAnswer> }
  | { readonly refused: string };

/**
 * Gets a token for an application, by the client credentials grant of OAuth 2.0. It stays inside of what is returned.
 * @throws ReachError when the sign-in host cannot be reached
 */
export async function openGraph(
  cloud: Cloud,
  { clientId, clientSecret, tenantId }: GraphAccess,
  way: Way,
  signal: AbortSignal,
): Promise<GraphClient> {
  const graph = `https://${graphHosts[cloud]}`;
  const { status, text } = await reach(`https://${signInHosts[cloud]}/${tenantId}/oauth2/v2.0/token`, way, {
    signal,
    form: {
      client_id: clientId,
      client_secret: clientSecret.reveal(),
      scope: `${graph}/.default`,
      grant_type: 'client_credentials',
    },
  });
  const { access_token: token, error_codes: codes } = fieldsOf(text);
  if (status !== 200 || typeof token !== 'string')
    return { refused: Array.isArray(codes) ? `AADSTS${Number(codes[0])}` : `HTTP ${status}` };
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
  return {
    get: async path => {
      const answer = await reach(graph + path, way, { signal, headers });
      const fields = fieldsOf(answer.text);
      return { status: answer.status, fields, list: objectsIn(fields['value']) };
    },
  };
}

/** The objects of a list that came from outside. */
export const objectsIn = (list: unknown): Array<Readonly<Record<string, unknown>>> =>
  Array.isArray(list)
    ? list.filter(each => typeof each === 'object' && each !== null).map(each => ({ ...(each as object) }))
    : [];
