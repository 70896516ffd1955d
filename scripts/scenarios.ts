import { parseArgs } from 'node:util';
import { playScenarios, scenarioNames } from '../test/e2e/scenarios.ts';

// Plays every scenario of the simulator, or those that are named, and prints how each ended: scenarios.ts [NAME…]
// [--engine firefox]. Ends with 1 where one did not end in the cause that its data names.
const { values, positionals } = parseArgs({
  options: { engine: { type: 'string', default: 'chromium' } },
  allowPositionals: true,
});
const { engine } = values;
const unknown = positionals.filter(name => !scenarioNames.includes(name));
if (unknown.length > 0) throw new Error(`Unknown scenarios: ${unknown.join(', ')}`);
const played = await playScenarios(positionals.length === 0 ? scenarioNames : positionals, engine);

const rows = played.map(({ name, expected = 'gets in', record: { cause = 'gets in', screens } }) => [
  expected === cause ? '✔' : '✘',
  name,
  cause,
  expected === cause ? '' : `expected: ${expected}`,
  screens.join(' › '),
]);
const widths = [0, 1, 2, 3].map(at => Math.max(...rows.map(row => row[at]?.length ?? 0)));
for (const row of rows) console.log(row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '));
const wrong = rows.filter(([sign]) => sign === '✘').length;
console.log(`\n${engine}: ${rows.length - wrong} of ${rows.length} scenarios ended as their data says`);
process.exitCode = wrong === 0 ? 0 : 1;
