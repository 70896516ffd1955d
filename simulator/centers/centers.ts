import { type Account, tenant } from '../accounts.ts';
import type { Call, Center } from './center.ts';
import { adminCenterCalls } from './data.ts';

// Hosts: facts 5.7. Ids: Microsoft's list of what Conditional Access calls the admin portals, and 7.2. Data calls: facts
// 5.2 for the Microsoft 365 admin center; of the others only the part of the path is known that public recorders of
// these portals look for, and the rest of each is made up.

const whoIs = (account: Account) => ({
  UPN: account.username,
  UserDisplayName: account.displayName,
  TenantName: tenant.name,
});

const first = (path: string, method?: 'POST'): Call => ({
  name: 'whoAmI',
  path,
  answer: whoIs,
  ...(method && { method }),
});
const second = (path: string): Call => ({ name: 'more', path });

const exchangeCalls = [first('/beta/UserProfile'), second('/beta/RoleGroup')];
const tenantHost = tenant.name.toLowerCase();
const sharepointHome = '/_layouts/15/online/AdminHome.aspx';

/** Every center, an application at Entra each. Some share one (facts 7.2). */
export const centers: readonly Center[] = [
  {
    name: 'Microsoft Office 365 Portal',
    titles: {
      en: 'Microsoft 365 admin center',
      ja: 'Microsoft 365 管理センター',
      de: 'Microsoft 365 Admin Center',
    },
    clientId: '00000006-0000-0ff1-ce00-000000000000',
    hosts: {
      global: ['admin.microsoft.com', 'admin.cloud.microsoft'],
      'gcc-high': ['portal.office365.us'],
      dod: ['portal.apps.mil'],
      china: ['portal.partner.microsoftonline.cn'],
    },
    frame: 'suite',
    landing: '/landing',
    pages: [
      { path: '/', returnTo: '/adminportal?ref=/homepage', calls: adminCenterCalls },
      { path: '/adminportal/home', returnTo: '/adminportal?ref=/homepage', calls: adminCenterCalls },
      {
        path: '/adminportal',
        returnTo: '/adminportal?ref=/homepage',
        redirectTo: '/?ref=/homepage',
        calls: [],
      },
      { path: '/exchange', calls: exchangeCalls },
      {
        path: '/sharepoint',
        redirectTo: {
          global: `https://${tenantHost}-admin.sharepoint.com${sharepointHome}`,
          dod: `https://${tenantHost}-admin.sharepoint-mil.us${sharepointHome}`,
        },
        calls: [],
      },
    ],
  },
  {
    name: 'Azure Portal',
    clientId: 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c',
    hosts: {
      global: ['portal.azure.com', 'entra.microsoft.com', 'intune.microsoft.com'],
      'gcc-high': ['portal.azure.us', 'entra.microsoft.us', 'intune.microsoft.us'],
      china: ['portal.azure.cn', 'entra.microsoftonline.cn', 'intune.microsoftonline.cn'],
    },
    frame: 'azure',
    landing: '/signin/index/',
    pages: [{ path: '/', calls: [first('/api/DelegationToken', 'POST'), second('/api/Settings/Select')] }],
  },
  {
    name: 'Exchange Admin Center',
    clientId: '497effe9-df71-4043-a8bb-14cf78c4b63b',
    hosts: { global: ['admin.exchange.microsoft.com'], 'gcc-high': ['admin.exchange.office365.us'] },
    frame: 'suite',
    landing: '/landing',
    pages: [{ path: '/', calls: exchangeCalls }],
  },
  {
    name: 'Office 365 SharePoint Online',
    clientId: '00000003-0000-0ff1-ce00-000000000000',
    hosts: {
      global: [`${tenantHost}-admin.sharepoint.com`],
      'gcc-high': [`${tenantHost}-admin.sharepoint.us`],
      dod: [`${tenantHost}-admin.sharepoint-mil.us`],
      china: [`${tenantHost}-admin.sharepoint.cn`],
    },
    frame: 'suite',
    landing: '/_forms/default.aspx',
    pages: [
      { path: '/', redirectTo: sharepointHome, calls: [] },
      {
        path: sharepointHome,
        calls: [first('/_api/SP.Publishing.Me'), second('/_api/SPOInternalUseOnly.TenantAdminSettings')],
      },
    ],
  },
  {
    name: 'Microsoft 365 Security and Compliance Center',
    clientId: '80ccca67-54bd-44ab-8625-4b79c4dc7775',
    hosts: {
      global: ['security.microsoft.com', 'purview.microsoft.com'],
      'gcc-high': ['security.microsoft.us', 'purview.microsoft.us'],
      dod: ['security.apps.mil'],
      china: ['security.microsoft.cn', 'purview.microsoftonline.cn'],
    },
    frame: 'suite',
    landing: '/',
    pages: [
      {
        path: '/',
        calls: [
          first('/apiproxy/mtp/sccManagement/mgmt/TenantContext'),
          second('/apiproxy/msgraph/v1.0/domains'),
        ],
      },
    ],
  },
  {
    name: 'Microsoft Teams Admin Portal Service',
    clientId: '2ddfbe71-ed12-4123-b99b-d5fc8a062a79',
    hosts: {
      global: ['admin.teams.microsoft.com'],
      'gcc-high': ['admin.gov.teams.microsoft.us'],
      dod: ['admin.dod.teams.microsoft.us'],
    },
    frame: 'suite',
    pages: [{ path: '/', calls: [first('/api/me'), second('/api/tenant')] }],
  },
  {
    name: 'PowerPlatformAdminCenter',
    clientId: '065d9450-1e87-434e-ac2f-69af271549ed',
    hosts: {
      global: ['admin.powerplatform.microsoft.com'],
      'gcc-high': ['high.admin.powerplatform.microsoft.us'],
      dod: ['admin.appsplatform.us'],
    },
    dataHosts: {
      global: 'api.bap.microsoft.com',
      'gcc-high': 'high.api.bap.microsoft.us',
      dod: 'api.bap.appsplatform.us',
    },
    frame: 'suite',
    pages: [
      {
        path: '/',
        calls: [
          first('/providers/Microsoft.BusinessAppPlatform/listTenantSettings', 'POST'),
          second('/providers/Microsoft.BusinessAppPlatform/environments'),
        ],
      },
    ],
  },
];
