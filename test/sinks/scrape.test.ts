import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('memory stays flat over 1,000 scrapes, and a scrape takes little longer than prom-client by itself', async () => {
  const bench = fileURLToPath(new URL('../../bench/metrics.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', bench, '4']);
  expect(stdout).toMatch(/ratio [\d.]+, at most 1.5\nheap after 40 scrapes .* at most 5/);
});
