import type { Account } from './account.ts';
import type { Cloud } from './cloud.ts';
import type { Text } from './language.ts';

/** One admin center, declared: which door to knock at, and what proves that we are inside. */
export interface Monitor {
  /** The `monitor` label, and the word used in the configuration. */
  readonly id: string;
  readonly title: Text;
  /** The address that an admin would type, for every cloud where this center exists. */
  readonly doors: Partial<Record<Cloud, string>>;
  readonly inside: Inside;
}

/** What proves that an admin is inside and can work. All of it must hold. */
export interface Inside {
  /**
   * Hosts of the center beside those of its doors; being on another one is being somewhere else. `*-admin.example.com`
   * stands for every host with that ending: the part before it is a tenant's name.
   */
  readonly hosts?: readonly string[];
  /** Controls that must be visible. */
  readonly shell: readonly string[];
  /**
   * Paths of the first data calls; each must have answered 200. One that ends in `/` stands for all calls below it, of
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

/** Where an account knocks: at the address of its own, where the tenant has one, else at the one of its cloud. */
export function doorOf(
  monitor: Monitor,
  { cloud, doors }: Pick<Account, 'cloud' | 'doors'>,
): string | undefined {
  return doors?.[monitor.id] ?? monitor.doors[cloud];
}

/** Every host of a center, also the one of a door that a tenant has of its own. */
export function hostsOf({ doors, inside }: Monitor, door: string): readonly string[] {
  const ofDoors = [door, ...Object.values(doors)].map(address => new URL(address).host);
  return [...new Set([...ofDoors, ...(inside.hosts ?? [])])];
}

/** Is it one of these hosts, which may be patterns? */
export const isAmong = (hosts: readonly string[], host: string): boolean =>
  hosts.some(known => (known.startsWith('*') ? host.endsWith(known.slice(1)) : host === known));
