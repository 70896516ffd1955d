/** An application that the tenant knows. */
export interface Application {
  readonly name: string;
  readonly redirectUris: readonly string[];
}

/** The id of the Microsoft 365 admin center at Entra. */
export const adminCenterClientId = '00000006-0000-0ff1-ce00-000000000000';

/** The hosts that the admin center answers on (facts 5.1). */
const adminCenterHosts = ['admin.microsoft.com', 'admin.cloud.microsoft'] as const;

/** Applications whose return addresses are checked. Any other client id is let through with any return address. */
export const applications: Readonly<Record<string, Application>> = {
  [adminCenterClientId]: {
    name: 'Microsoft Office 365 Portal',
    redirectUris: adminCenterHosts.map(host => `https://${host}/landing`),
  },
};
