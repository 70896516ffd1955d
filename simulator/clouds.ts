import type { Context } from 'hono';

/** Microsoft's clouds, and where each of them signs in (facts 5.7). The simulated tenant is in all of them. */
export const signInHosts = {
  global: 'login.microsoftonline.com',
  'gcc-high': 'login.microsoftonline.us',
  dod: 'login.microsoftonline.us',
  china: 'login.partner.microsoftonline.cn',
} as const;

/** Microsoft Graph in each of them (facts 6.4). */
export const graphHosts: Readonly<Record<Cloud, string>> = {
  global: 'graph.microsoft.com',
  'gcc-high': 'graph.microsoft.us',
  dod: 'dod-graph.microsoft.us',
  china: 'microsoftgraph.chinacloudapi.cn',
};
export type Cloud = keyof typeof signInHosts;

const hosts: readonly string[] = Object.values(signInHosts);

/** The sign-in host of the cloud that a request came to; further names of Entra are the global cloud's. */
export function signInOrigin(context: Context): string {
  const { hostname } = new URL(context.req.url);
  return `https://${hosts.includes(hostname) ? hostname : signInHosts.global}`;
}

/** How Microsoft names the cloud of a sign-in host: `microsoftonline.us`. */
export const cloudInstanceAt = (origin: string): string => new URL(origin).hostname.replace(/^login\./, '');
