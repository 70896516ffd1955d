import { stringify } from 'yaml';
import { type Configuration, withReferences } from './configuration.ts';
import { formatDuration, formatSize } from './duration.ts';
import { type Contents, schema } from './schema.ts';

/** The configuration in force, as a file would say it: defaults filled in, secrets as their references. */
export function describeConfiguration(configuration: Configuration): string {
  const { accounts, monitors, retention } = configuration;
  const keys = Object.keys(schema.shape) as (keyof Contents)[];
  const described = {
    ...Object.fromEntries(keys.map(key => [key, configuration[key]])),
    accounts: byId(accounts),
    monitors: byId(
      monitors.map(({ id, accounts: signedIn, ...times }) => ({
        id,
        accounts: signedIn,
        every: times.cron ?? formatDuration(times.everyMs),
        timeout: formatDuration(times.timeoutMs),
        slow: formatDuration(times.slowMs),
      })),
    ),
    retention: {
      runs: formatDuration(retention.runsMs),
      evidence: formatDuration(retention.evidenceMs),
      maxBytes: formatSize(retention.maxBytes),
    },
  };
  const written = withReferences(described, ({ text }) => text);
  return stringify(written, { aliasDuplicateObjects: false, lineWidth: 0 });
}

/** As a map, which is how the file has them. */
const byId = (list: readonly { readonly id: string }[]): object =>
  Object.fromEntries(list.map(({ id, ...rest }) => [id, rest]));
