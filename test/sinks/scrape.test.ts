import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('memory stays flat over 1,000 scrapes of the series that prom-client has by itself', () => {
  const bench = fileURLToPath(new URL('../../bench/metrics.ts', import.meta.url));
  // Its exit code is also about time, which depends on what else the machine does.
  const { stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', bench, '4'], { encoding: 'utf8' });
  const [, growthMiB] = /heap after 40 scrapes .*, after 1000 (-?[\d.]+) MiB more/.exec(stdout) ?? [];
  expect(growthMiB, stdout + stderr).toBeDefined();
  expect(Number(growthMiB)).toBeLessThanOrEqual(5);
});
