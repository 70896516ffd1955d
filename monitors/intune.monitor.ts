import { defineMonitor } from '../lib/domain/monitor.ts';
import { azurePortal } from '../lib/domain/shells.ts';

/** The Microsoft Intune admin center. Sources disagree on its address in China (sign-in-facts 5.7). */
export default defineMonitor({
  id: 'intune',
  title: { en: 'Microsoft Intune admin center', ja: 'Microsoft Intune 管理センター' },
  urls: {
    global: 'https://intune.microsoft.com/',
    'gcc-high': 'https://intune.microsoft.us/',
    china: 'https://intune.microsoftonline.cn/',
  },
  ready: {
    ...azurePortal,
    hosts: ['intune.microsoft.cn'],
    answers: ['/api/'],
  },
});
