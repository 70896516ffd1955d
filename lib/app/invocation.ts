import { existsSync } from 'node:fs';
import type { Redactor } from '../platform/redaction.ts';
import type { DriverFaults } from '../runner/driver-faults.ts';
import type { LogLevel } from '../terminal/logger.ts';

/** The inputs of the process: command line, environment and streams. Nothing else reads them. */
export interface Invocation {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Named on the command line or in the environment; else `genkan.yaml` where there is one, else the demo. */
  readonly configFile: string | undefined;
  /** The folder for all that is left behind. */
  readonly reports: string;
  /** Was that folder named on the command line? Then it has to hold a history where one is read. */
  readonly isReportsNamed?: boolean | undefined;
  readonly headless: boolean;
  /** Aborted when the process is asked to stop. */
  readonly stop: AbortSignal;
  /** Receives faults of the browser driver that no code awaits; absent: they end the process. */
  readonly driverFaults?: DriverFaults | undefined;
  /** Where messages go. */
  readonly stderr: { readonly fd: number; readonly isTTY: boolean };
  readonly logLevel?: LogLevel | undefined;
  /** Learns every secret of this process. Whatever is written passes it. */
  readonly redactor: Redactor;
  /** Whether results are read on a terminal that shows colours. */
  readonly colour: boolean;
}

/** The configuration's file; nothing when the demo is wanted. */
export function configFileOf(configFile: string | undefined): string | undefined {
  return configFile ?? (existsSync('genkan.yaml') ? 'genkan.yaml' : undefined);
}
