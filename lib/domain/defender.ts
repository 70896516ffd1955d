/**
 * The host behind Microsoft Defender for Cloud Apps, which puts itself before an application by a suffix to its host:
 * `admin.microsoft.com.mcas.ms`. Used to recognise pages; never to decide who gets a credential.
 */
export const withoutDefender = (host: string): string => host.replace(/\.mcas\.ms$/, '');
