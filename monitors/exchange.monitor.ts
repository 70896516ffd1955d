import { defineMonitor } from '../lib/domain/monitor.ts';
import { suiteHeader } from '../lib/domain/shells.ts';

/** The Exchange admin center, at its present address and at the one that it had before (sign-in-facts 5.7). */
export default defineMonitor({
  id: 'exchange',
  title: { en: 'Exchange admin center', ja: 'Exchange 管理センター' },
  urls: {
    global: 'https://admin.cloud.microsoft/exchange',
    'gcc-high': 'https://admin.exchange.office365.us/',
  },
  ready: {
    ...suiteHeader,
    hosts: ['admin.exchange.microsoft.com'],
    answers: ['/beta/'],
  },
});
