import { defineMonitor } from '../lib/domain/monitor.ts';
import { suiteHeader } from '../lib/domain/shells.ts';

/** The Microsoft Defender portal (sign-in-facts 5.7). */
export default defineMonitor({
  id: 'defender',
  title: { en: 'Microsoft Defender portal', ja: 'Microsoft Defender ポータル' },
  urls: {
    global: 'https://security.microsoft.com/',
    'gcc-high': 'https://security.microsoft.us/',
    dod: 'https://security.apps.mil/',
    china: 'https://security.microsoft.cn/',
  },
  ready: {
    ...suiteHeader,
    answers: ['/apiproxy/'],
  },
});
