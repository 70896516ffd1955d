import { stringify } from 'yaml';
import { type Configuration, isObject, isReference } from './configuration.ts';
import { formatDuration, formatSize } from './duration.ts';

/** The configuration in force, as a file would say it: defaults filled in, secrets as their references. */
export function describeConfiguration(configuration: Configuration): string {
  const { location, language, browser, accounts, monitors, serve, retention, evidence, sinks } =
    configuration;
  const described = {
    location,
    language,
    browser: { ...browser, proxy: typeof browser.proxy === 'object' ? browser.proxy.text : browser.proxy },
    accounts: byId(accounts, account => referencesAsText(account)),
    monitors: byId(monitors, monitor => ({
      accounts: monitor.accounts,
      every: monitor.cron ?? formatDuration(monitor.everyMs),
      timeout: formatDuration(monitor.timeoutMs),
      slow: formatDuration(monitor.slowMs),
    })),
    serve: { listen: serve.listen, token: serve.token?.text },
    retention: {
      runs: formatDuration(retention.runsMs),
      evidence: formatDuration(retention.evidenceMs),
      maxBytes: formatSize(retention.maxBytes),
    },
    evidence,
    sinks,
  };
  return stringify(described, { aliasDuplicateObjects: false, lineWidth: 0 });
}

/** Every reference in it as it was written. */
function referencesAsText(part: object): object {
  return Object.fromEntries(
    Object.entries(part).map(([key, value]: [string, unknown]) => [
      key,
      isReference(value) ? value.text : isObject(value) ? referencesAsText(value) : value,
    ]),
  );
}

/** As a map, which is how the file has them. */
function byId<T extends { readonly id: string }>(
  list: readonly T[],
  describe: (item: Omit<T, 'id'>) => object,
): object {
  return Object.fromEntries(list.map(({ id, ...rest }) => [id, describe(rest)]));
}
