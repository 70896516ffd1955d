import { defineMonitor } from '../lib/domain/monitor.ts';
import { azurePortal } from '../lib/domain/shells.ts';

/** The Azure portal (sign-in-facts 5.7, 7.2). */
export default defineMonitor({
  id: 'azure',
  title: { en: 'Azure portal', ja: 'Azure portal' },
  urls: {
    global: 'https://portal.azure.com/',
    'gcc-high': 'https://portal.azure.us/',
    china: 'https://portal.azure.cn/',
  },
  ready: {
    ...azurePortal,
    answers: ['/api/'],
  },
});
