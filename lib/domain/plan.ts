import type { Account } from './account.ts';
import type { Cadence } from './cadence.ts';
import type { Engine } from './engine.ts';
import type { Monitor } from './monitor.ts';

/** One admin center, and the accounts that sign in to it. */
export interface PlannedMonitor extends Cadence {
  readonly monitor: Monitor;
  readonly accounts: readonly Account[];
  readonly timeoutMs: number;
  /** Signed in, but later than this, is degraded. */
  readonly slowMs: number;
}

/** The monitors, accounts and engines that are watched, and from which location. */
export interface Plan {
  readonly location: string;
  readonly simulated: boolean;
  /** Those that may be selected. */
  readonly engines: readonly Engine[];
  /** Those that are used when none is selected. */
  readonly standardEngines: readonly Engine[];
  readonly plannedMonitors: readonly PlannedMonitor[];
}
