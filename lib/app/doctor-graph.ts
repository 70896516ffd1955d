import type { Way } from '../diagnosis/connection.ts';
import { graphQuestions, openGraph } from '../diagnosis/graph.ts';
import type { Account } from '../domain/account.ts';
import type { Examined } from '../terminal/examination.ts';

const what = 'graph';

/** What helps when the application gets no token, by the number of the error. */
const remedies: Readonly<Record<string, string>> = {
  AADSTS7000215: 'store the value of the secret, not its id',
  AADSTS7000222: 'it has expired: make a new one under App registrations > Certificates & secrets',
  AADSTS700016: 'compare graph.clientId and graph.tenantId with App registrations > Overview',
  AADSTS90002: "compare graph.tenantId with Overview > Tenant ID, and look at the account's cloud",
};

/** The applications that are asked over Microsoft Graph: do they get a token, and may they read what they are for? */
export async function examineGraph(
  accounts: Iterable<Account>,
  way: Way,
  patienceMs: number,
): Promise<Examined[]> {
  const found = await Promise.all(
    [...accounts].map(async ({ id, cloud, graph }): Promise<Examined[]> => {
      if (graph === undefined) return [];
      const bad = (detail: string): Examined[] => [{ what, good: false, detail: `${id}: ${detail}` }];
      try {
        const client = await openGraph(cloud, graph, way, AbortSignal.timeout(patienceMs));
        if ('refused' in client) {
          const remedy = remedies[client.refused];
          return bad(
            `the application is refused (${client.refused})${remedy === undefined ? '' : `; ${remedy}`}`,
          );
        }
        const answers = await Promise.all(
          Object.values(graphQuestions).map(async ({ path, permission }) => ({
            permission,
            status: (await client.get(path)).status,
          })),
        );
        const lacking = answers.filter(({ status }) => status !== 200);
        if (lacking.length === 0)
          return [{ what, good: true, detail: `${id}: the application has all permissions` }];
        const list = lacking.map(({ permission, status }) => `${permission} (HTTP ${status})`).join(', ');
        return bad(`the application may not read all; grant it: ${list}`);
      } catch (error) {
        return bad((error as Error).message);
      }
    }),
  );
  return found.flat();
}
