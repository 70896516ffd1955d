import { defineMonitor } from '../lib/domain/monitor.ts';
import { suiteHeader } from '../lib/domain/shells.ts';

/** The SharePoint admin center: one start URL for all (sign-in-facts 5.7), which redirects to the host of the tenant. */
export default defineMonitor({
  id: 'sharepoint',
  title: { en: 'SharePoint admin center', ja: 'SharePoint 管理センター' },
  urls: {
    global: 'https://admin.microsoft.com/sharepoint',
    dod: 'https://portal.apps.mil/SharePoint',
  },
  ready: {
    ...suiteHeader,
    hosts: [
      '*-admin.sharepoint.com',
      '*-admin.sharepoint.us',
      '*-admin.sharepoint-mil.us',
      '*-admin.sharepoint.cn',
    ],
    answers: ['/_api/'],
  },
});
