// Microsoft's clouds and the hosts of each. Those of the admin centers are in monitors/, one file each.

export const clouds = ['global', 'gcc-high', 'dod', 'china'] as const;
export type Cloud = (typeof clouds)[number];

/** Where credentials are typed, and nowhere else (sign-in-facts 5.7). */
export const signInHosts: Record<Cloud, string> = {
  global: 'login.microsoftonline.com',
  'gcc-high': 'login.microsoftonline.us',
  dod: 'login.microsoftonline.us',
  china: 'login.partner.microsoftonline.cn',
};

/** Where the scripts of the sign-in pages come from, by Microsoft's list of required addresses; no source names others elsewhere. */
export const signInAssetHosts = ['aadcdn.msauth.net', 'aadcdn.msftauth.net'] as const;

/** Where a client certificate is asked for (sign-in-facts 2.10, which names none for China). */
export const certAuthHosts: Partial<Record<Cloud, string>> = {
  global: 'certauth.login.microsoftonline.com',
  'gcc-high': 'certauth.login.microsoftonline.us',
  dod: 'certauth.login.microsoftonline.us',
};

/** Microsoft Graph (Microsoft's list of national cloud deployments; service health is there in all: sign-in-facts 6.4). */
export const graphHosts: Record<Cloud, string> = {
  global: 'graph.microsoft.com',
  'gcc-high': 'graph.microsoft.us',
  dod: 'dod-graph.microsoft.us',
  china: 'microsoftgraph.chinacloudapi.cn',
};
