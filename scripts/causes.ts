import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { causeIds } from '../lib/domain/causes.ts';
import { inColumns } from '../lib/terminal/columns.ts';
import { proofs, scenariosFor } from '../test/e2e/reached.ts';
import { playScenarios } from '../test/e2e/scenarios.ts';

// Reaches every cause end to end and prints how: by the first scenario of the simulator that ends in it, played here, and
// by the tests that test/e2e/reached.ts names, run here. Ends with 1 where one was not reached.

interface Row {
  readonly cause: string;
  readonly how: string;
  readonly result: string;
}

const byScenario = causeIds.flatMap(cause => scenariosFor(cause).slice(0, 1));
const played = await playScenarios(byScenario, 'chromium');
const passed = await runTests();

const rows: Row[] = causeIds.flatMap(cause => {
  const scenarios = played.filter(({ expected }) => expected === cause);
  const found = [
    ...scenarios.map(({ name, record: { cause: ended = 'gets in' } }) => ({
      cause,
      how: `scenario ${name}`,
      result: ended,
    })),
    ...(proofs[cause] ?? []).map(({ title }) => ({
      cause,
      how: `test: ${title}`,
      result: passed.has(title) ? cause : 'failed',
    })),
  ];
  return found.length === 0 ? [{ cause, how: '', result: 'not reached' }] : found;
});
const signOf = ({ cause, result }: Row): string => (cause === result ? '✔' : '✘');
for (const line of inColumns(rows.map(row => [signOf(row), row.cause, row.result, row.how])))
  console.log(line);
const wrong = new Set(rows.filter(row => signOf(row) === '✘').map(({ cause }) => cause));
console.log(`\n${causeIds.length - wrong.size} of ${causeIds.length} causes were reached`);
process.exitCode = wrong.size === 0 ? 0 : 1;

/** The titles of the tests that passed. */
async function runTests(): Promise<ReadonlySet<string>> {
  const wanted = Object.values(proofs).flat();
  const files = [...new Set(wanted.map(({ file }) => file))];
  const titles = [...new Set(wanted.map(({ title }) => title))];
  const pattern = titles.map(title => title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const folder = mkdtempSync(join(tmpdir(), 'genkan-causes-'));
  const output = join(folder, 'results.json');
  try {
    const vitest = join(import.meta.dirname, '../node_modules/.bin/vitest');
    const args = ['run', ...files, '--testNamePattern', pattern, '--reporter=json', `--outputFile=${output}`];
    // It ends with an error where a test fails; which one is in the file.
    await new Promise<void>(resolve => execFile(vitest, args, () => resolve()));
    const { testResults } = JSON.parse(readFileSync(output, 'utf8')) as {
      readonly testResults: ReadonlyArray<{
        readonly assertionResults: ReadonlyArray<{ readonly title: string; readonly status: string }>;
      }>;
    };
    return new Set(
      testResults
        .flatMap(({ assertionResults }) => assertionResults)
        .flatMap(({ title, status }) => (status === 'passed' ? [title] : [])),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
