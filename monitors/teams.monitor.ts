import { defineMonitor } from '../lib/domain/monitor.ts';
import { suiteHeader } from '../lib/domain/shells.ts';

/** The Microsoft Teams admin center (sign-in-facts 5.7). */
export default defineMonitor({
  id: 'teams',
  title: { en: 'Microsoft Teams admin center', ja: 'Microsoft Teams 管理センター' },
  urls: {
    global: 'https://admin.teams.microsoft.com/',
    'gcc-high': 'https://admin.gov.teams.microsoft.us/',
    dod: 'https://admin.dod.teams.microsoft.us/',
  },
  ready: {
    ...suiteHeader,
    answers: ['/api/'],
  },
});
