import type { Account } from './account.ts';
import type { Cloud } from './cloud.ts';
import { withoutDefender } from './hosts.ts';
import type { Text } from './language.ts';

/** One admin center, declared: its start URLs, and what proves that somebody is signed in. */
export interface Monitor {
  /** The `monitor` label, and the word used in the configuration. */
  readonly id: string;
  readonly title: Text;
  /** The address that an admin would type, for every cloud where this center exists. */
  readonly urls: Partial<Record<Cloud, string>>;
  readonly ready: ReadyCondition;
}

/** What proves that an admin is signed in and can work. All of it must hold. */
export interface ReadyCondition {
  /**
   * Hosts of the center beside those of its start URLs; being on another one is being somewhere else. `*-admin.example.com`
   * means every host with that ending: the part before it is a tenant's name.
   */
  readonly hosts?: readonly string[];
  /** Controls that must be visible. */
  readonly shell: readonly string[];
  /**
   * Paths of the first data calls; each must have answered 200. One that ends in `/` means all calls below it, of
   * which one must: for centers whose calls are known no better than that.
   */
  readonly answers: readonly string[];
  /** Where the data calls go, if to other hosts than the center's. */
  readonly dataHosts?: readonly string[];
  /** Where the center says who is signed in: what opens the menu, if one has to, and what holds the user principal name. */
  readonly whoAmI: { readonly open?: string; readonly name: string };
}

/** Checks nothing at run time: it is the type that makes a monitor file fail to compile when something is missing. */
export function defineMonitor(monitor: Monitor): Monitor {
  return monitor;
}

/** The start URL of an account: the one of its own, where the tenant has one, else the one of its cloud. */
export function startUrlOf(
  monitor: Monitor,
  { cloud, urls }: Pick<Account, 'cloud' | 'urls'>,
): string | undefined {
  return urls?.[monitor.id] ?? monitor.urls[cloud];
}

/** Every host of a center, also that of a start URL of the tenant. */
export function hostsOf({ urls, ready }: Monitor, startUrl: string): readonly string[] {
  const ofUrls = [startUrl, ...Object.values(urls)].map(address => new URL(address).host);
  return [...new Set([...ofUrls, ...(ready.hosts ?? [])])];
}

/** Is it one of these hosts, which may be patterns? */
export const isAmong = (hosts: readonly string[], host: string): boolean =>
  hosts.some(known =>
    known.startsWith('*') ? withoutDefender(host).endsWith(known.slice(1)) : withoutDefender(host) === known,
  );
