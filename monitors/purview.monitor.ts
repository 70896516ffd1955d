import { defineMonitor } from '../lib/domain/monitor.ts';
import { suiteHeader } from '../lib/domain/shells.ts';

/** The Microsoft Purview portal. Sources disagree on its address in China (sign-in-facts 5.7). */
export default defineMonitor({
  id: 'purview',
  title: { en: 'Microsoft Purview portal', ja: 'Microsoft Purview ポータル' },
  urls: {
    global: 'https://purview.microsoft.com/',
    'gcc-high': 'https://purview.microsoft.us/',
    china: 'https://purview.microsoftonline.cn/',
  },
  ready: {
    ...suiteHeader,
    hosts: ['purview.microsoft.cn'],
    answers: ['/apiproxy/'],
  },
});
