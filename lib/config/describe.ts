import { stringify } from 'yaml';
import { formatDuration } from './duration.ts';
import type { Settings } from './settings.ts';

/** The configuration in force, as a file would say it: defaults filled in, secrets as their references. */
export function describeSettings(settings: Settings): string {
  const { location, language, browser, accounts, monitors, serve, retention, sinks } = settings;
  const described = {
    location,
    language,
    browser: { ...browser, proxy: typeof browser.proxy === 'object' ? browser.proxy.text : browser.proxy },
    accounts: byId(accounts, ({ username, tenant, cloud, doors, password, totp, ...rest }) => ({
      username,
      tenant,
      cloud,
      doors,
      password: password.text,
      totp: totp?.text,
      ...rest,
    })),
    monitors: byId(monitors, monitor => ({
      accounts: monitor.accounts,
      every: monitor.cron ?? formatDuration(monitor.everyMs),
      timeout: formatDuration(monitor.timeoutMs),
      slow: formatDuration(monitor.slowMs),
    })),
    serve: { listen: serve.listen, token: serve.token?.text },
    retention: { runs: formatDuration(retention.runsMs) },
    sinks,
  };
  return stringify(described, { aliasDuplicateObjects: false, lineWidth: 0 });
}

/** As a map, which is how the file has them. */
function byId<T extends { readonly id: string }>(
  list: readonly T[],
  describe: (item: Omit<T, 'id'>) => object,
): object {
  return Object.fromEntries(list.map(({ id, ...rest }) => [id, describe(rest)]));
}
