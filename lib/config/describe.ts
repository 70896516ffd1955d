import { stringify } from 'yaml';
import type { SecretReference } from '../platform/secret-reference.ts';
import { formatDuration, formatSize } from './duration.ts';
import type { Settings } from './settings.ts';

/** The configuration in force, as a file would say it: defaults filled in, secrets as their references. */
export function describeSettings(settings: Settings): string {
  const { location, language, browser, accounts, monitors, serve, retention, evidence, sinks } = settings;
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
      isReference(value) ? value.text : isPart(value) ? referencesAsText(value) : value,
    ]),
  );
}

const isPart = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isReference = (value: unknown): value is SecretReference => isPart(value) && 'scheme' in value;

/** As a map, which is how the file has them. */
function byId<T extends { readonly id: string }>(
  list: readonly T[],
  describe: (item: Omit<T, 'id'>) => object,
): object {
  return Object.fromEntries(list.map(({ id, ...rest }) => [id, describe(rest)]));
}
