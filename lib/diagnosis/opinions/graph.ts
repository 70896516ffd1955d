import type { CauseId } from '../../domain/causes.ts';
import { graphHosts, signInHosts } from '../../domain/cloud.ts';
import type { Findings, OpenIssue } from '../../domain/opinion.ts';
import { foreignText } from '../../platform/foreign-text.ts';
import { type GraphClient, graphQuestions, objectsIn, openGraph } from '../graph.ts';
import type { Question, SecondOpinion } from './opinion.ts';

/** Failures on our own side, of which Microsoft knows nothing. */
const ours: ReadonlySet<CauseId> = new Set(['browser_crashed', 'browser_not_started', 'internal_error']);

type Get = Extract<GraphClient, { get: unknown }>['get'];

/**
 * Microsoft Graph as an application, with a secret of its own and nothing of the account's: does the tenant answer, what
 * does Microsoft report as broken, what does the sign-in log say of this sign-in?
 */
export const graph: SecondOpinion<'graph'> = {
  isWorthAsking: ({ account, cause }) => account.graph !== undefined && !ours.has(cause),
  ask: async (question, signal) => {
    const { account, way } = question;
    if (account.graph === undefined) throw new Error('no application is configured');
    const client = await openGraph(account.cloud, account.graph, way, signal);
    const address = graphHosts[account.cloud];
    if ('refused' in client) return { address: signInHosts[account.cloud], ...client };
    // One that gets no answer does not take the others with it.
    const answers = await Promise.allSettled([
      tenantAnswer(client.get),
      openIssues(client.get),
      signInLog(client.get, question),
    ]);
    if (answers.every(({ status }) => status === 'rejected'))
      throw new Error('Microsoft Graph does not answer');
    const [organization, issues, signIn] = answers.map(each =>
      each.status === 'fulfilled' ? each.value : {},
    );
    return { address, ...organization, ...issues, ...signIn };
  },
};

async function tenantAnswer(get: Get): Promise<Pick<Findings['graph'], 'organization'>> {
  return { organization: (await get(graphQuestions.organization.path)).status };
}

/** Services whose troubles keep an admin out, by the ids of the health overview (sign-in-facts 6.4). */
const services: ReadonlySet<unknown> = new Set(['OrgLiveID', 'OSDPPlatform']);

async function openIssues(get: Get): Promise<Pick<Findings['graph'], 'issues' | 'issuesStatus'>> {
  const { status, list } = await get(graphQuestions.health.path);
  if (status !== 200) return { issuesStatus: status };
  return {
    issues: list
      .filter(({ id }) => services.has(id))
      .flatMap(({ issues }) => objectsIn(issues))
      .flatMap(openIssue),
  };
}

function openIssue(issue: Readonly<Record<string, unknown>>): OpenIssue[] {
  const { id, service, title, classification, startDateTime, isResolved } = issue;
  if (isResolved !== false || typeof id !== 'string') return [];
  return [
    {
      id: foreignText(id, 40),
      service: foreignText(String(service), 100),
      title: foreignText(String(title), 200),
      classification: classification === 'incident' ? 'incident' : 'advisory',
      startedAt: typeof startDateTime === 'string' ? foreignText(startDateTime, 40) : undefined,
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
  const filter = encodeURIComponent(`correlationId eq '${correlationId}'`);
  const { list } = await get(`/v1.0/auditLogs/signIns?$filter=${filter}`);
  const { errorCode, failureReason } = objectsIn([list[0]?.['status']])[0] ?? {};
  if (typeof errorCode !== 'number' || errorCode === 0) return {};
  return {
    signIn: {
      errorCode: String(errorCode),
      reason: typeof failureReason === 'string' ? foreignText(failureReason, 200) : undefined,
    },
  };
}
