import type { CauseId } from '../../core/causes.ts';
import { graphHosts, signInHosts } from '../../core/cloud.ts';
import type { Findings, OpenIssue } from '../../core/opinion.ts';
import { fieldsOf, reach } from '../reach.ts';
import type { Question, SecondOpinion } from './opinion.ts';

/** What happened in our own house, where Microsoft knows nothing of it. */
const ours: ReadonlySet<CauseId> = new Set(['browser_crashed', 'browser_not_started', 'internal_error']);

/**
 * Microsoft Graph as an application, with a secret of its own and nothing of the account's (sign-in-facts 6.4, 6.5): does
 * the tenant answer, what does Microsoft report as broken, what does the sign-in log say of this sign-in?
 */
export const graph: SecondOpinion<'graph'> = {
  isWorthAsking: ({ account, cause }) => account.graph !== undefined && !ours.has(cause),
  ask: async (question, signal) => {
    const token = await tokenOf(question, signal);
    if ('refused' in token) return token;
    const get = asked(question, token.token, signal);
    const [organization, issues, signIn] = await Promise.all([
      get('/v1.0/organization?$select=id').then(
        ({ status }) => ({ organization: status }),
        () => ({}),
      ),
      openIssues(get),
      signInLog(get, question),
    ]);
    return { ...organization, ...issues, ...signIn };
  },
};

type Get = (path: string) => Promise<{ readonly status: number; readonly fields: Record<string, unknown> }>;

/** The application's token, by the client credentials grant of OAuth 2.0. */
async function tokenOf(
  { account: { cloud, graph: access }, way }: Question,
  signal: AbortSignal,
): Promise<{ readonly token: string } | { readonly refused: string }> {
  if (access === undefined) throw new Error('no application is configured');
  const { status, text } = await reach(
    `https://${signInHosts[cloud]}/${access.tenantId}/oauth2/v2.0/token`,
    way,
    {
      signal,
      form: {
        client_id: access.clientId,
        client_secret: access.clientSecret.reveal(),
        scope: `https://${graphHosts[cloud]}/.default`,
        grant_type: 'client_credentials',
      },
    },
  );
  const { access_token: token, error_codes: codes } = fieldsOf(text);
  if (status === 200 && typeof token === 'string') return { token };
  return { refused: Array.isArray(codes) ? `AADSTS${Number(codes[0])}` : `HTTP ${status}` };
}

function asked({ account: { cloud }, way }: Question, token: string, signal: AbortSignal): Get {
  return async path => {
    const { status, text } = await reach(`https://${graphHosts[cloud]}${path}`, way, {
      signal,
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
    });
    return { status, fields: fieldsOf(text) };
  };
}

/** Services whose troubles keep an admin out, by the ids of the health overview. */
const services: ReadonlySet<string> = new Set(['OrgLiveID', 'OSDPPlatform']);

async function openIssues(get: Get): Promise<Pick<Findings['graph'], 'issues' | 'issuesStatus'>> {
  try {
    const { status, fields } = await get('/v1.0/admin/serviceAnnouncement/healthOverviews?$expand=issues');
    if (status !== 200) return { issuesStatus: status };
    return {
      issues: listOf(fields)
        .filter(({ id }) => services.has(String(id)))
        .flatMap(overview => (Array.isArray(overview['issues']) ? (overview['issues'] as unknown[]) : []))
        .flatMap(issue => openIssue({ ...(issue as object) })),
    };
  } catch {
    return {};
  }
}

function openIssue(issue: Record<string, unknown>): OpenIssue[] {
  const { id, service, title, classification, startDateTime, isResolved } = issue;
  if (isResolved !== false || typeof id !== 'string') return [];
  return [
    {
      id: id.slice(0, 40),
      service: String(service).slice(0, 100),
      title: String(title).slice(0, 200),
      classification: classification === 'incident' ? 'incident' : 'advisory',
      ...(typeof startDateTime === 'string' && { startedAt: startDateTime.slice(0, 40) }),
    },
  ];
}

/** What the log says of a sign-in comes some minutes late, so often there is nothing yet. */
async function signInLog(
  get: Get,
  { observation: { page } }: Question,
): Promise<Pick<Findings['graph'], 'signIn'>> {
  const { correlationId = '' } = page ?? {};
  if (!/^[\da-f-]{36}$/i.test(correlationId)) return {};
  try {
    const { fields } = await get(
      `/v1.0/auditLogs/signIns?$filter=${encodeURIComponent(`correlationId eq '${correlationId}'`)}`,
    );
    const [last] = listOf(fields);
    const { errorCode, failureReason } = { ...(last?.['status'] as object | undefined) } as Record<
      string,
      unknown
    >;
    if (typeof errorCode !== 'number' || errorCode === 0) return {};
    return {
      signIn: {
        errorCode: String(errorCode),
        ...(typeof failureReason === 'string' && { reason: failureReason.slice(0, 200) }),
      },
    };
  } catch {
    return {};
  }
}

const listOf = ({ value }: Record<string, unknown>): Array<Record<string, unknown>> =>
  Array.isArray(value) ? (value as unknown[]).map(each => ({ ...(each as object) })) : [];
