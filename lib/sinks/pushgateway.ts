import type { MetricName } from '../core/metrics.ts';
import type { Sink, Snapshot } from '../core/series.ts';
import { type Sample, type Samples, samplesOf, tellMetrics } from './metrics.ts';

/** A gateway that is down must not hold up whoever tells it; the next time it is told everything again. */
const patienceMs = 5_000;

/** The labels of a group; its metrics are replaced and deleted together. */
type Group = Readonly<Record<string, string>>;

/**
 * A Pushgateway, for runs that are gone before anybody can scrape them. One group for each account and monitor, one for
 * the rest; each push replaces its group, and groups of this location that are watched no more are deleted, since the
 * gateway never forgets by itself.
 */
export function pushgateway(url: string): Sink {
  return {
    name: `pushgateway ${url}`,
    publish: async (snapshot: Snapshot) => {
      const groups = groupsOf(snapshot);
      await Promise.all(
        [...groups.values()].map(async ({ group, samples }) => {
          const { contentType, text } = await tellMetrics(samples);
          await ask(url, pathOf(group), {
            method: 'PUT',
            body: text,
            headers: { 'content-type': contentType },
          });
        }),
      );
      const known = await heldGroups(url, snapshot.location);
      const gone = known.filter(group => !groups.has(pathOf(group)));
      await Promise.all(gone.map(group => ask(url, pathOf(group), { method: 'DELETE' })));
    },
  };
}

/** The samples of a snapshot by the group that they are pushed to. */
function groupsOf(snapshot: Snapshot): Map<string, { group: Group; samples: Samples }> {
  const groups = new Map<string, { group: Group; samples: Map<MetricName, Sample[]> }>();
  for (const [name, samples] of samplesOf(snapshot)) {
    for (const sample of samples) {
      const { tenant, account, monitor, location = snapshot.location } = sample.labels;
      const own =
        account === undefined || tenant === undefined || monitor === undefined
          ? {}
          : { tenant, account, monitor };
      const group: Group = { job: 'genkan', location, ...own };
      const path = pathOf(group);
      const held = groups.get(path) ?? { group, samples: new Map() };
      groups.set(path, held);
      const told = held.samples.get(name) ?? [];
      held.samples.set(name, told);
      told.push(sample);
    }
  }
  return groups;
}

/** What the gateway holds of this location, by group. */
async function heldGroups(url: string, location: string): Promise<Group[]> {
  const response = await ask(url, '/api/v1/metrics', {});
  const { data } = (await response.json()) as { data: ReadonlyArray<{ labels: Group }> };
  return data
    .map(({ labels }) => labels)
    .filter(({ job, location: at }) => job === 'genkan' && at === location);
}

/** Values go in base64, since a tenant or location may hold a slash. The order is fixed, so that equal groups are equal. */
function pathOf({ job = '', ...labels }: Group): string {
  const parts = ['location', 'tenant', 'account', 'monitor'].flatMap(name => {
    const value = labels[name];
    return value === undefined ? [] : [`/${name}@base64/${Buffer.from(value).toString('base64url')}`];
  });
  return `/metrics/job/${job}${parts.join('')}`;
}

async function ask(url: string, path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(`${url.replace(/\/$/, '')}${path}`, {
    ...init,
    signal: AbortSignal.timeout(patienceMs),
  });
  if (response.ok) return response;
  const reason = (await response.text()).slice(0, 200).trim();
  throw new Error(
    `the Pushgateway answered ${response.status} to ${init.method ?? 'GET'} ${path}: ${reason}`,
  );
}
