import { accountScenarios } from './scenarios/accounts.ts';
import { centerScenarios } from './scenarios/centers.ts';
import { factorScenarios } from './scenarios/factors.ts';
import { federationScenarios } from './scenarios/federation.ts';
import { graphScenarios } from './scenarios/graph.ts';
import { interruptScenarios } from './scenarios/interrupts.ts';
import { networkScenarios } from './scenarios/network.ts';
import { phoneFactorScenarios } from './scenarios/phone-factors.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { pageScenarios } from './scenarios/sign-in-pages.ts';

const entries = [
  { ordinary: { description: 'An ordinary sign-in.' } },
  networkScenarios,
  pageScenarios,
  accountScenarios,
  federationScenarios,
  factorScenarios,
  phoneFactorScenarios,
  interruptScenarios,
  centerScenarios,
  graphScenarios,
].flatMap((group: Readonly<Record<string, Scenario>>) => Object.entries(group));

/** Every scenario. A new one is an entry in one of the files of `scenarios/`, and nothing else. */
export const scenarios: Readonly<Record<string, Scenario>> = Object.fromEntries(entries);

// A second scenario of the same name would silently replace the first.
const twice = entries.map(([name]) => name).filter((name, index, names) => names.indexOf(name) !== index);
if (twice.length > 0) throw new Error(`Two scenarios have the same name: ${twice.join(', ')}.`);

/** The scenario of that name, or an Error that lists the known ones. */
export function scenarioNamed(name: string): Scenario {
  const scenario = Object.hasOwn(scenarios, name) ? scenarios[name] : undefined;
  if (scenario !== undefined) return scenario;
  throw new Error(`Unknown scenario '${name}'. Known scenarios: ${Object.keys(scenarios).join(', ')}.`);
}
