import { defineMonitor } from '../lib/domain/monitor.ts';
import { suiteHeader } from '../lib/domain/shells.ts';

/** The Power Platform admin center (sign-in-facts 5.7), whose data comes from a host of its own. */
export default defineMonitor({
  id: 'power-platform',
  title: { en: 'Power Platform admin center', ja: 'Power Platform 管理センター' },
  urls: {
    global: 'https://admin.powerplatform.microsoft.com/',
    'gcc-high': 'https://high.admin.powerplatform.microsoft.us/',
    dod: 'https://admin.appsplatform.us/',
  },
  ready: {
    ...suiteHeader,
    answers: ['/providers/'],
    dataHosts: ['api.bap.microsoft.com', 'high.api.bap.microsoft.us', 'api.bap.appsplatform.us'],
  },
});
