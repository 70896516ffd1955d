/**
 * The host behind Microsoft Defender for Cloud Apps, which puts itself before an application by a suffix to its host:
 * `admin.microsoft.com.mcas.ms`. Used to recognise pages; never to decide who gets a credential.
 */
export const withoutDefender = (host: string): string => host.replace(/\.mcas\.ms$/, '');

/**
 * Whose host it is. The domains of every cloud (sign-in-facts 5.7) and of what the sign-in passes on its way; all
 * others belong to an organisation's own identity provider, the only place where Microsoft sends a sign-in to.
 */
const microsofts =
  /(^|\.)(microsoft(online|365)?\.(com|us|cn)|cloud\.microsoft|office(365)?\.(com|us)|live\.com|sharepoint(-mil)?\.(com|us|cn)|azure\.(com|us|cn)|windowsazure\.com|windows\.net|chinacloudapi\.cn|apps\.mil|appsplatform\.us|(msauth|msftauth)\.net)$/;

const bare = (host: string): string => withoutDefender(host.replace(/:\d+$/, ''));

export const hostOf = (address: string | undefined): string =>
  address !== undefined && URL.canParse(address) ? new URL(address).hostname : '';

const isMicrosoft = (host: string): boolean => microsofts.test(bare(host));

export const isSignIn = (host: string): boolean => isMicrosoft(host) && /(^|\.)login\./.test(bare(host));

export const isIdentityProvider = (host: string): boolean => host !== '' && !isMicrosoft(host);

/** A host of Microsoft's that is not the sign-in: of what a sign-in opens, only the center is left. */
export const isCenter = (host: string): boolean => isMicrosoft(host) && !isSignIn(host);

/** Where an account without an admin role lands instead of the center (sign-in-facts 5.6). */
export const isAppLauncher = (host: string): boolean =>
  /^((www\.)?(office|microsoft365)\.com|m365\.cloud\.microsoft)$/.test(host);

/** All of it belongs to personal accounts: `login`, `account`, `signup` (sign-in-facts 1.2, 2.23). */
export const isPersonalHost = (host: string): boolean => /(^|\.)live\.com$/.test(host);
