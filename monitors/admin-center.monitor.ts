import { defineMonitor } from '../lib/domain/monitor.ts';
import { suiteHeader } from '../lib/domain/shells.ts';

/** The Microsoft 365 admin center. Addresses, calls and controls: sign-in-facts 5.1 to 5.7. */
export default defineMonitor({
  id: 'admin-center',
  title: { en: 'Microsoft 365 admin center', ja: 'Microsoft 365 管理センター' },
  urls: {
    global: 'https://admin.microsoft.com/',
    'gcc-high': 'https://portal.office365.us/',
    dod: 'https://portal.apps.mil/adminportal/home',
    china: 'https://portal.partner.microsoftonline.cn/AdminPortal',
  },
  ready: {
    ...suiteHeader,
    hosts: ['admin.cloud.microsoft'],
    answers: ['/admin/api/coordinatedbootstrap/shellinfo', '/admin/api/navigation'],
  },
});
