import { defineMonitor } from '../lib/domain/monitor.ts';
import { azurePortal } from '../lib/domain/shells.ts';

/** The Microsoft Entra admin center. Sources disagree on its address in China (sign-in-facts 5.7). */
export default defineMonitor({
  id: 'entra',
  title: { en: 'Microsoft Entra admin center', ja: 'Microsoft Entra 管理センター' },
  urls: {
    global: 'https://entra.microsoft.com/',
    'gcc-high': 'https://entra.microsoft.us/',
    china: 'https://entra.microsoftonline.cn/',
  },
  ready: {
    ...azurePortal,
    hosts: ['entra.microsoft.cn'],
    answers: ['/api/'],
  },
});
