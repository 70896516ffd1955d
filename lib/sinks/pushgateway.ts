import type { MetricName, SeriesLabels } from '../domain/metrics.ts';
import type { Snapshot } from '../domain/series.ts';
import type { BasicAuth, Sink, SinkSettings } from '../domain/sink.ts';
import { renderMetrics, type Sample, type Samples, samplesOf } from './metrics.ts';

/** A gateway that is down must not delay the caller; the next push sends the full state again. */
const patienceMs = 5_000;

type Gateway = Omit<Extract<SinkSettings, { type: 'pushgateway' }>, 'type'>;

/** The labels of a group; its metrics are replaced and deleted together. */
type Group = Readonly<Record<string, string>>;

/**
 * A Pushgateway, for runs that are gone before anybody can scrape them. One group for each account and monitor, one for
 * the rest; each push replaces its group. The gateway never forgets by itself, so series that are not watched any more are deleted
 * there. Others may share it, also one that has taken over a name that this Genkan has given up: a group is deleted only if
 * its last run is one that this history knows.
 */
export function pushgateway(gateway: Gateway): Sink {
  return {
    name: `pushgateway ${gateway.url}`,
    publish: async ({ snapshot }, signal) => {
      const groups = groupsOf(snapshot);
      await forEach([...groups.values()], async ({ group, samples }) => {
        const { contentType, text } = await renderMetrics(samples);
        const headers = { 'content-type': contentType };
        await ask(gateway, pathOf(group), { method: 'PUT', body: text, headers, signal });
      });
      const gone = goneGroups(await heldGroups(gateway, signal), groups, snapshot);
      await forEach(gone, group => ask(gateway, pathOf(group), { method: 'DELETE', signal }));
    },
  };
}

/** Does something with all of them, side by side. Rejects when the last one has ended, if one has failed. */
async function forEach<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const ended = await Promise.allSettled(all.map(work));
  const failed = ended.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

/** The groups of this Genkan at the gateway that are not watched any more. */
function goneGroups(
  held: readonly HeldGroup[],
  pushed: ReadonlyMap<string, unknown>,
  snapshot: Snapshot,
): Group[] {
  const { location, retired, series } = snapshot;
  const lastRuns = new Map<string, number>();
  for (const { last } of retired) {
    const path = pathOf(groupOf(last));
    lastRuns.set(path, Math.max(lastRuns.get(path) ?? 0, Date.parse(last.endedAt)));
  }
  const places = new Set(retired.map(({ last }) => last.location));
  for (const { last } of series) places.delete(last.location);
  const isGone = ({ group, lastRunAt }: HeldGroup): boolean => {
    // One that nothing was ever run for is known by its location alone.
    if (lastRunAt === undefined) return group['location'] === location;
    return lastRunAt <= (lastRuns.get(pathOf(group)) ?? -Infinity) + roundingMs;
  };
  const accounts = held.filter(({ group }) => group['account'] !== undefined && !pushed.has(pathOf(group)));
  const gone = accounts.filter(isGone);
  // The rest of a location goes with the last of its accounts.
  const left = new Set(accounts.filter(one => !gone.includes(one)).map(({ group }) => group['location']));
  const rest = held.filter(
    ({ group: { account, location: at = '' } }) =>
      account === undefined && at !== location && places.has(at) && !left.has(at),
  );
  return [...gone, ...rest].map(({ group }) => group);
}

/** Seconds with a fraction, on their way there and back. */
const roundingMs = 1;

/** The samples of a snapshot by the group that they are pushed to. */
function groupsOf(snapshot: Snapshot): Map<string, { group: Group; samples: Samples }> {
  const groups = new Map<string, { group: Group; samples: Map<MetricName, Sample[]> }>();
  for (const [name, samples] of samplesOf(snapshot)) {
    for (const sample of samples) {
      const { location = snapshot.location } = { ...sample.sharedLabels, ...sample.labels };
      // Another location that shares the history pushes for itself.
      if (location !== snapshot.location) continue;
      const group = groupOf({ ...sample.labels, location });
      const path = pathOf(group);
      const held = groups.get(path) ?? { group, samples: new Map() };
      groups.set(path, held);
      const ofMetric = held.samples.get(name) ?? [];
      held.samples.set(name, ofMetric);
      ofMetric.push(sample);
    }
  }
  return groups;
}

type GroupLabels = Pick<SeriesLabels, 'location'> & Partial<SeriesLabels>;

/** The group that something with these labels is pushed to. */
function groupOf({ tenant, account, monitor, location }: GroupLabels): Group {
  const place = { job: 'genkan', location };
  return account === undefined || tenant === undefined || monitor === undefined
    ? place
    : { ...place, tenant, account, monitor };
}

interface HeldGroup {
  readonly group: Group;
  /** When the last run of the group ended, in ms since 1970. */
  readonly lastRunAt: number | undefined;
}

/** What the gateway holds of every Genkan, by group. */
async function heldGroups(gateway: Gateway, signal: AbortSignal): Promise<HeldGroup[]> {
  const response = await ask(gateway, '/api/v1/metrics', { signal });
  const { data } = (await response.json()) as {
    data: ReadonlyArray<
      { labels: Group } & Partial<Record<MetricName, { metrics: ReadonlyArray<{ value: string }> }>>
    >;
  };
  return data
    .filter(({ labels }) => labels['job'] === 'genkan')
    .map(({ labels, genkan_signin_last_run_timestamp_seconds: runs }) => ({
      group: labels,
      lastRunAt: runs && Math.max(...runs.metrics.map(({ value }) => Number(value) * 1_000)),
    }));
}

/** Values go in base64, since a tenant or location may hold a slash. The order is fixed, so that equal groups are equal. */
function pathOf({ job = '', ...labels }: Group): string {
  const labelPaths = ['location', 'tenant', 'account', 'monitor'].flatMap(name => {
    const value = labels[name];
    return value === undefined ? [] : [`/${name}@base64/${Buffer.from(value).toString('base64url')}`];
  });
  return `/metrics/job/${job}${labelPaths.join('')}`;
}

async function ask(
  { url, basicAuth }: Gateway,
  path: string,
  init: RequestInit & { readonly signal: AbortSignal },
): Promise<Response> {
  const headers = new Headers(init.headers);
  if (basicAuth !== undefined) headers.set('authorization', authorization(basicAuth));
  const response = await fetch(`${url.replace(/\/$/, '')}${path}`, {
    ...init,
    headers,
    signal: AbortSignal.any([init.signal, AbortSignal.timeout(patienceMs)]),
  });
  if (response.ok) return response;
  // It may repeat the password, and half of one would not be recognised as a secret.
  const reason = basicAuth === undefined ? `: ${(await response.text()).slice(0, 200).trim()}` : '';
  throw new Error(`the Pushgateway answered ${response.status} to ${init.method ?? 'GET'} ${path}${reason}`);
}

/** The value of the header, as RFC 7617 has it; a server takes the text for UTF-8. */
const authorization = ({ username, password }: BasicAuth): string =>
  `Basic ${Buffer.from(`${username}:${password.reveal()}`).toString('base64')}`;
