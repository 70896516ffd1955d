// How long the set-up takes where nothing is missing, beside a Node that does nothing: it runs before every command.
// Exits with 1 where it takes more than four times as long.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from './median.ts';

const rounds = 15;
const mostRatio = 4;
const setUp = fileURLToPath(new URL('../scripts/setup.js', import.meta.url));

const ours: number[] = [];
const empty: number[] = [];
timed(setUp); // brings what is missing
for (let n = 0; n < rounds; n += 1) {
  ours.push(timed(setUp));
  empty.push(timed('--eval', '0'));
}
const ratio = median(ours) / median(empty);
console.log(
  `set-up ${median(ours).toFixed(0)} ms, an empty Node ${median(empty).toFixed(0)} ms: ` +
    `ratio ${ratio.toFixed(2)}, at most ${mostRatio}`,
);
if (!(ratio <= mostRatio)) process.exitCode = 1;

function timed(...args: string[]): number {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with exit ${status}`);
  return performance.now() - start;
}
