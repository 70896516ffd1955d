import { startSimulator } from '../../simulator/simulator.ts';
import { InputError } from '../platform/problem.ts';

export interface SimulationOptions {
  readonly port?: number;
  readonly scenario?: string;
  readonly language?: 'en' | 'ja' | 'de';
}

/**
 * The simulator alone, for other clients.
 * @returns how to reach it, as one line of JSON, and what ends it
 * @throws InputError when the scenario is unknown or the port is in use
 */
export async function startSimulation(
  options: SimulationOptions,
): Promise<{ text: string; stop: () => Promise<void> }> {
  try {
    const simulator = await startSimulator(options);
    const { proxy, ca, accounts } = simulator;
    return { text: JSON.stringify({ proxy, ca, accounts }), stop: () => simulator.stop() };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const isTaken = 'code' in error && error.code === 'EADDRINUSE';
    if (!isTaken && !error.message.startsWith('Unknown')) throw error;
    const remedy = isTaken ? 'choose another --port, or leave it out' : 'choose one of those';
    throw new InputError([{ where: 'genkan simulate', what: error.message, remedy, cause: error }]);
  }
}
