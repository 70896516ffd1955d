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
  /** Hosts of the center itself; being on another one is being somewhere else. */
  readonly hosts: readonly string[];
  /** Controls that must be visible. */
  readonly shell: readonly string[];
  /** Paths of the first data calls; each must have answered 200. */
  readonly answers: readonly string[];
  /** Where the center says who is signed in: what opens the menu, and what then holds the user principal name. */
  readonly whoAmI: { readonly open: string; readonly name: string };
}

/** Checks nothing at run time: it is the type that makes a monitor file fail to compile when something is missing. */
export function defineMonitor(monitor: Monitor): Monitor {
  return monitor;
}
