/** Does evidence show who signs in (user name, tenant id), or is that masked? */
export const identities = ['show', 'mask'] as const;
export type ShownIdentity = (typeof identities)[number];
