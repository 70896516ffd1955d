/** Microsoft's clouds, each with its own sign-in host (sign-in-facts 5.7). */
export const clouds = ['global', 'gcc-high', 'dod', 'china'] as const;
export type Cloud = (typeof clouds)[number];

export const signInHosts: Record<Cloud, string> = {
  global: 'login.microsoftonline.com',
  'gcc-high': 'login.microsoftonline.us',
  dod: 'login.microsoftonline.us',
  china: 'login.partner.microsoftonline.cn',
};
