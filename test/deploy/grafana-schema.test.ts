import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { filesIn, pathOf, read } from './files.ts';

const folder = mkdtempSync(join(tmpdir(), 'genkan-schema-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Mistakes that JSON does not mind. */
const mistakes = [
  ['"type":"timeseries"', '"type":"timeserie"'],
  ['"drawStyle":"bars"', '"drawStyle":"bar"'],
  ['"colorMode":"value"', '"colourMode":"value"'],
  ['"mode":"absolute"', '"mode":"abs"'],
  ['"graphTooltip":1', '"graphTooltip":7'],
  ['"expr":', '"expression":'],
  ['"unit":"s"', '"unit":5'],
  ['"h":4', '"h":"4"'],
] as const;

const typed = (name: string, json: string) => `export const ${name}: GrafanaDashboard = ${json};`;

test("the compiler takes every dashboard for what Grafana's schema allows, and none with a mistake", async () => {
  const dashboards = filesIn('deploy/grafana/dashboards').map(file =>
    JSON.stringify(JSON.parse(read(`deploy/grafana/dashboards/${file}`))),
  );
  const mistaken = mistakes.map(([right, wrong]) => {
    const found = dashboards.find(text => text.includes(right));
    if (found === undefined) throw new Error(`No dashboard holds ${right}: take another mistake`);
    return found.replaceAll(right, wrong);
  });
  const program = join(folder, 'dashboards.mts');
  writeFileSync(
    program,
    [
      `import type { GrafanaDashboard } from ${JSON.stringify(pathOf('test/deploy/grafana-schema.ts'))};`,
      ...dashboards.map((json, n) => typed(`dashboard${n}`, json)),
      ...mistaken.flatMap((json, n) => ['// @ts-expect-error', typed(`mistake${n}`, json)]),
    ].join('\n'),
  );
  const project = join(folder, 'tsconfig.json');
  const compilerOptions = { typeRoots: [pathOf('node_modules/@types')] };
  writeFileSync(
    project,
    JSON.stringify({ extends: pathOf('tsconfig.json'), compilerOptions, include: [], files: [program] }),
  );
  const output = await promisify(execFile)('tsc', ['-p', project]).catch(
    (error: { stdout?: string }) => error,
  );
  expect(output.stdout).toBe('');
});
