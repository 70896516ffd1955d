import { stringify } from 'yaml';
import { type Configuration, isObject, isReference } from './configuration.ts';
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
  return stringify(asWritten(described), { aliasDuplicateObjects: false, lineWidth: 0 });
}

/** Every reference in it as it was written. */
function asWritten(value: unknown): unknown {
  if (isReference(value)) return value.text;
  if (Array.isArray(value)) return value.map(asWritten);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, asWritten(part)]));
}

/** As a map, which is how the file has them. */
const byId = (list: readonly { readonly id: string }[]): object =>
  Object.fromEntries(list.map(({ id, ...rest }) => [id, rest]));
