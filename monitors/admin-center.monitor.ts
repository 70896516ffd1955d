import { defineMonitor } from '../lib/core/monitor.ts';

/** The Microsoft 365 admin center. Addresses, calls and controls: sign-in-facts 5.1 to 5.7. */
export default defineMonitor({
  id: 'admin-center',
  title: { en: 'Microsoft 365 admin center', ja: 'Microsoft 365 管理センター' },
  doors: {
    global: 'https://admin.microsoft.com/',
    'gcc-high': 'https://portal.office365.us/',
    dod: 'https://portal.apps.mil/adminportal/home',
    china: 'https://portal.partner.microsoftonline.cn/AdminPortal',
  },
  inside: {
    hosts: [
      'admin.microsoft.com',
      'admin.cloud.microsoft',
      'portal.office365.us',
      'portal.apps.mil',
      'portal.partner.microsoftonline.cn',
    ],
    shell: ['#O365_NavHeader', '#O365_MainLink_Me'],
    answers: ['/admin/api/coordinatedbootstrap/shellinfo', '/admin/api/navigation'],
    whoAmI: {
      open: '#mectrl_main_trigger, #O365_MainLink_Me:not(:has(#mectrl_main_trigger))',
      name: '#mectrl_currentAccount_secondary',
    },
  },
});
