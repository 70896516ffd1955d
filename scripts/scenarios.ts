import { parseArgs } from 'node:util';
import { playForAccounts, playForAll, scenariosForAccounts, scenariosForAll } from '../test/e2e/scenarios.ts';

// Plays every scenario of the simulator, or those that are named, and prints how each ended: scenarios.ts [NAME…]
// [--engine firefox]. Ends with 1 where one did not end in the cause that its data names.
const { values, positionals } = parseArgs({
  options: { engine: { type: 'string', default: 'chromium' } },
  allowPositionals: true,
});
const { engine } = values;
const unknown = positionals.filter(name => ![...scenariosForAccounts, ...scenariosForAll].includes(name));
if (unknown.length > 0) throw new Error(`Unknown scenarios: ${unknown.join(', ')}`);
const wanted = (names: readonly string[]) =>
  names.filter(name => positionals.length === 0 || positionals.includes(name));

const forAccounts = wanted(scenariosForAccounts);
const played = forAccounts.length === 0 ? [] : await playForAccounts(forAccounts, engine);
for (const name of wanted(scenariosForAll)) played.push(await playForAll(name, engine));

const rows = played.map(({ name, expected = 'gets in', cause = 'gets in', screens }) => [
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
