/** All of it belongs to personal accounts: `login`, `account`, `signup` (sign-in-facts 1.2, 2.23). */
export const isPersonalHost = (host: string): boolean => /(^|\.)live\.com$/.test(host);
