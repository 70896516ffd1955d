import { uids } from './dashboard.ts';
import { link } from './panels.ts';

// From what was clicked, by its labels, to what explains it.

export const toSignIn = link(
  'This sign-in',
  `/d/${uids.signIn}?var-tenant=\${__field.labels.tenant}&var-monitor=\${__field.labels.monitor}&\${__url_time_range}`,
);
export const toRuns = link(
  'Its runs and evidence',
  '${genkan_url}/?tenant=${__field.labels.tenant}&monitor=${__field.labels.monitor}',
);

/** Of the account and admin center that the whole dashboard is about. */
export const toItsRuns = link(
  'Its runs and evidence',
  '${genkan_url}/?tenant=${tenant}&account=${account}&monitor=${monitor}',
);
